import { isObject } from '@airbyte-ts/cdk';
import { itemsOf, shallowJson } from './shallow-json.ts';

/** Possible names of the line, its number, and the reason in an error file. The format is not documented. */
const CONTENTS = ['input', 'data', 'line', 'document', 'record', 'content', 'raw'];
const NUMBERS = ['line', 'line_number', 'lineNumber', 'row', 'row_number'];
const REASONS = ['error', 'message', 'error_message', 'reason', 'cause'];

/** Maximum number of compared cells. A row has ten columns; an error file may add a few. */
const MAX_CELLS = 64;
const MAX_MESSAGE_CHARACTERS = 4_000;

const QUOTE = 0x22;
const COMMA = 0x2c;

/** An entry of an error file. */
export interface Entry {
  /** Possible contents of the line, the most likely first. */
  readonly contents: Iterable<unknown>;
  readonly number: number | undefined;
  /** The reason if the entry has a separate one, else the entry. */
  readonly providerMessage: string;
  /** The text of the entry. */
  readonly whole: string;
}

/** Splits a file into the texts of its entries: the items of a JSON list, or lines of JSON or CSV. */
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

/** Parses the text of an entry. */
export function entryOf(text: string): Entry {
  const value = shallowJson(text);
  const whole = text.slice(0, MAX_MESSAGE_CHARACTERS);
  if (!isObject(value))
    return { contents: asRow(text), number: leadingNumber(text), providerMessage: whole, whole };
  const number = NUMBERS.map((name) => Number(value[name] ?? Number.NaN)).find(Number.isInteger);
  const reason = REASONS.map((name) => value[name]).find((each) => typeof each === 'string');
  const providerMessage = typeof reason === 'string' ? reason.slice(0, MAX_MESSAGE_CHARACTERS) : whole;
  return { contents: asObject(value), number, providerMessage, whole };
}

/** A number at the beginning of an entry: alone, in the first cell, or after the word line or row. */
const LEADING_NUMBER = /^\s*"?(?:(\d{1,9})"?\s*(?:$|[,;\t])|(?:line|row)\s*[:#]?\s*(\d{1,9})\b)/i;

function leadingNumber(text: string): number | undefined {
  const [, alone, named] = LEADING_NUMBER.exec(text) ?? [];
  const digits = alone ?? named;
  return digits === undefined ? undefined : Number(digits);
}

function* asObject(value: Readonly<Record<string, unknown>>): Iterable<unknown> {
  for (const name of CONTENTS)
    if (typeof value[name] === 'string' || isObject(value[name])) yield value[name];
  yield value;
  // The sent line, if the number and the reason were added to its fields.
  const isLineField = ([name]: [string, unknown]) => ![...NUMBERS, ...REASONS].includes(name);
  yield Object.fromEntries(Object.entries(value).filter(isLineField));
}

/** The line, the line without its last cell (which may be an added error), and each cell, which may contain the sent line. */
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

/** The ends of the first cells of a CSV row, and the position of its last comma. */
function cellEnds(line: string): { readonly first: readonly number[]; readonly last: number | undefined } {
  const first: number[] = [];
  let last: number | undefined;
  for (let at = 0; at <= line.length; at++) {
    // A quote within a quoted cell is doubled, so it ends a quoted part and begins the next one.
    if (line.charCodeAt(at) === QUOTE) {
      const quote = line.indexOf('"', at + 1);
      at = quote === -1 ? line.length : quote;
    }
    if (at < line.length && line.charCodeAt(at) !== COMMA) continue;
    if (at < line.length) last = at;
    if (first.length < MAX_CELLS) first.push(Math.min(at, line.length));
  }
  return { first, last };
}
