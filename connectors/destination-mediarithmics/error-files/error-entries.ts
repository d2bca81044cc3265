import { isObject } from '#cdk';
import { itemsOf, shallowJson } from './shallow-json.ts';

/** By these names an error file might give the line, its number, and the reason; its format is not documented. */
const CONTENTS = ['input', 'data', 'line', 'document', 'record', 'content', 'raw'];
const NUMBERS = ['line', 'line_number', 'lineNumber', 'row', 'row_number'];
const REASONS = ['error', 'message', 'error_message', 'reason', 'cause'];

/** A row has ten columns, and what is added to it a few more. */
const MOST_CELLS = 64;
const MOST_WORDS = 4_000;

const QUOTE = 0x22;
const COMMA = 0x2c;

/** What an error file says of a line. */
export interface Entry {
  /** What may be the line itself, the most likely first. */
  readonly contents: Iterable<unknown>;
  readonly number: number | undefined;
  /** The reason alone, where it is told from the rest. */
  readonly providerMessage: string;
  readonly whole: string;
}

/** The texts of the entries of a list, or of lines that are JSON or CSV each. */
export function* entryTexts(file: string): Iterable<string> {
  const items = itemsOf(file);
  if (items) return yield* items;
  for (let start = 0; start < file.length; ) {
    const found = file.indexOf('\n', start);
    const end = found === -1 ? file.length : found;
    const line = file.slice(start, file[end - 1] === '\r' ? end - 1 : end);
    if (/\S/.test(line)) yield line;
    start = end + 1;
  }
}

export function entryOf(text: string): Entry {
  const value = shallowJson(text);
  const whole = text.slice(0, MOST_WORDS);
  if (!isObject(value)) return { contents: asRow(text), number: undefined, providerMessage: whole, whole };
  const number = NUMBERS.map((name) => Number(value[name] ?? Number.NaN)).find(Number.isInteger);
  const reason = REASONS.map((name) => value[name]).find((each) => typeof each === 'string');
  const providerMessage = typeof reason === 'string' ? reason.slice(0, MOST_WORDS) : whole;
  return { contents: asObject(value), number, providerMessage, whole };
}

function* asObject(value: Readonly<Record<string, unknown>>): Iterable<unknown> {
  for (const name of CONTENTS)
    if (typeof value[name] === 'string' || isObject(value[name])) yield value[name];
  yield value;
  // The line that was sent, where number and reason were added to its own fields.
  const isOwn = ([name]: [string, unknown]) => ![...NUMBERS, ...REASONS].includes(name);
  yield Object.fromEntries(Object.entries(value).filter(isOwn));
}

/** The line, the line without its last cell, for rows with an error added, and each cell that holds a line. */
function* asRow(line: string): Iterable<string> {
  yield line;
  const ends = cellEnds(line);
  if (ends.last !== undefined) yield line.slice(0, ends.last);
  let start = 0;
  for (const end of ends.first) {
    const cell = line.slice(start, end);
    const isQuoted = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"');
    yield isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    start = end + 1;
  }
}

/** Where the first cells of a row of CSV end, and where its last comma stands. */
function cellEnds(line: string): { readonly first: readonly number[]; readonly last: number | undefined } {
  const first: number[] = [];
  let last: number | undefined;
  for (let at = 0; at <= line.length; at++) {
    // A quote within a quoted cell is doubled: there the cell ends and begins again.
    if (line.charCodeAt(at) === QUOTE) {
      const quote = line.indexOf('"', at + 1);
      at = quote === -1 ? line.length : quote;
    }
    if (at < line.length && line.charCodeAt(at) !== COMMA) continue;
    if (at < line.length) last = at;
    if (first.length < MOST_CELLS) first.push(Math.min(at, line.length));
  }
  return { first, last };
}
