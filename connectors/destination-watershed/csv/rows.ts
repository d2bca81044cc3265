import { ExactNumber, stringifyExact } from '@airbyte-ts/cdk';

/** Cells that need quotes: those with a quote or comma, and those with outer white space, which some readers trim. */
const NEEDS_QUOTES = /[",]|^\s|\s$/;

/**
 * Converts a value to the text of a cell: empty for null, texts unchanged, numbers by value with every digit (`5` for 5.0), `true` and `false`, and JSON for
 * objects and lists. Line breaks become spaces, because Watershed identifies failed rows by their line.
 */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const isText = typeof value === 'string' || value instanceof ExactNumber;
  const text = isText ? String(value) : stringifyExact(value);
  return text.replace(/\r\n|[\r\n]/g, ' ');
}

/** A line of CSV (RFC 4180) without its line break. A single empty cell is quoted, because many readers skip empty lines. */
export function csvLine(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === '') return '""';
  return cells.map((cell) => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

const QUOTE = 0x22;
const COMMA = 0x2c;

/** Counts the cells of a line that `csvLine` wrote. */
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
