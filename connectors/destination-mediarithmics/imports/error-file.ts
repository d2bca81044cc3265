import { createHash } from 'node:crypto';
import { isObject } from '../documents/line.ts';

/** A failed line of a document: which one, counted from 0, and what the provider says of it. */
export interface FailedLine {
  readonly index: number;
  readonly words: string;
}

/** By these names an error file might give the line, its number, and the reason; its format is not documented. */
const CONTENTS = ['input', 'data', 'line', 'document', 'record', 'content', 'raw'];
const NUMBERS = ['line', 'line_number', 'lineNumber', 'row', 'row_number'];
const REASONS = ['error', 'message', 'error_message', 'reason', 'cause'];

/**
 * Finds the lines that an error file speaks of. Their content decides where it is given, as a text, as JSON or as a cell
 * of CSV, alone or beside an error; else their number, which counts from 1 unless a 0 shows up. What fits nowhere is left out.
 * `texts` are the lines of the document as they were sent.
 */
export function failedLines(file: string, texts: Iterable<string>): readonly FailedLine[] {
  const entries = file
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(parsed);
  const sent = new Sent(texts);
  const first = entries.some(({ number }) => number === 0) ? 0 : 1;
  const found = new Map<number, string>();
  for (const { contents, number, words } of entries) {
    const index = sent.take(contents) ?? (number === undefined ? undefined : number - first);
    if (index !== undefined && index >= 0 && index < sent.size && !found.has(index)) found.set(index, words);
  }
  return Array.from(found, ([index, words]) => ({ index, words }));
}

interface Entry {
  /** What may be the line itself, the most likely first. */
  readonly contents: readonly unknown[];
  readonly number: number | undefined;
  readonly words: string;
}

function parsed(line: string): Entry {
  const value = jsonOf(line);
  if (!isObject(value)) return { contents: [line, ...cellsOf(line)], number: undefined, words: line };
  const named = CONTENTS.map((name) => value[name]).filter(
    (each) => typeof each === 'string' || isObject(each),
  );
  const number = NUMBERS.map((name) => Number(value[name] ?? Number.NaN)).find(Number.isInteger);
  const reason = REASONS.map((name) => value[name]).find((each) => typeof each === 'string');
  return { contents: [...named, line], number, words: typeof reason === 'string' ? reason : line };
}

/** The line without its last cell, for rows with an error added, and each cell that holds a line. */
function cellsOf(line: string): readonly string[] {
  const cells = line.match(/"(?:[^"]|"")*"|[^,"]+/g) ?? [];
  const unquoted = cells.map((cell) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
  const comma = cells.length > 1 ? line.length - cells.at(-1)!.length - 1 : line.length;
  return [line.slice(0, comma), ...unquoted];
}

/** The lines of a document, found by what they say. Lines that say the same are found one after the other. */
class Sent {
  readonly size: number;
  private readonly places = new Map<string, number[]>();

  constructor(texts: Iterable<string>) {
    let index = 0;
    for (const text of texts) {
      const key = keyOf(text);
      const places = this.places.get(key);
      if (places) places.push(index);
      else this.places.set(key, [index]);
      index++;
    }
    this.size = index;
  }

  take(contents: readonly unknown[]): number | undefined {
    for (const content of contents) {
      const places = this.places.get(keyOf(content));
      if (places && places.length > 0) return places.shift();
    }
    return undefined;
  }
}

/** The same for all ways of writing one JSON value, in a few bytes. */
function keyOf(content: unknown): string {
  const value = typeof content === 'string' ? (jsonOf(content) ?? content.trim()) : content;
  return createHash('sha256').update(canonical(value)).digest('base64');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
