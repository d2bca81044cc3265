import { ExactNumber, stringifyExact } from '@airbyte-ts/cdk';

/**
 * Cells that are not written as they are: those with a quote, comma or line break, and those with outer white space, which some
 * readers trim.
 */
const SPECIAL = /[",\r\n]|^\s|\s$/;

/** A line of CSV (RFC 4180) without its line break. A single empty cell is quoted, because many readers skip empty lines. */
export function csvLine(values: readonly unknown[]): string {
  let line = '';
  for (let at = 0; at < values.length; at++) {
    const text = textOf(values[at]);
    const cell = SPECIAL.test(text) ? quoted(withoutLineBreaks(text)) : text;
    line = at === 0 ? cell : `${line},${cell}`;
  }
  return line === '' && values.length === 1 ? '""' : line;
}

/**
 * Converts a value to the text of a cell: empty for null, texts unchanged, numbers by value with every digit (`5` for 5.0),
 * `true` and `false`, and JSON for objects and lists. Line breaks become spaces, because Watershed identifies failed rows by
 * their line.
 */
export const cellOf = (value: unknown): string => withoutLineBreaks(textOf(value));

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  const isShort = typeof value === 'boolean' || Number.isFinite(value) || value instanceof ExactNumber;
  return isShort ? String(value) : stringifyExact(value);
}

const withoutLineBreaks = (text: string): string => text.replace(/\r\n|[\r\n]/g, ' ');

/** A cell in quotes if it needs them. */
const quoted = (cell: string): string =>
  /[",]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

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
