import { ExactNumber, stringifyExact } from '#cdk';

/** Needs quotes: what ends a cell, and white space at its edges, which some readers trim. */
const QUOTED = /[",]|^\s|\s$/;

/**
 * A value as the text of a cell: nothing for null, texts as they are, numbers by their value (`5` for 5.0) with every digit, `true` and `false`, and JSON for
 * objects and lists. Line breaks become spaces, because Watershed names the rows that failed by their line.
 */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const isText = typeof value === 'string' || value instanceof ExactNumber;
  const text = isText ? String(value) : stringifyExact(value);
  return text.replace(/\r\n|[\r\n]/g, ' ');
}

/** A line of CSV (RFC 4180) without its line break. A lone empty cell is quoted: an empty line is no row to many readers. */
export function csvLine(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === '') return '""';
  return cells.map((cell) => (QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

const QUOTE = 0x22;
const COMMA = 0x2c;

/** How many cells a line has that `csvLine` wrote. */
export function cellsIn(line: string): number {
  let cells = 1;
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (code === COMMA && !isQuoted) cells++;
  }
  return cells;
}
