import { createHash } from 'node:crypto';
import { isObject } from '../documents/line.ts';

/** A failed line of a document: which one, counted from 0, and what the provider says of it. */
export interface FailedLine {
  readonly index: number;
  readonly words: string;
  /** Told by its number alone, where nobody says what the numbers count from. */
  readonly isGuess: boolean;
}

/** By these names an error file might give the line, its number, and the reason; its format is not documented. */
const CONTENTS = ['input', 'data', 'line', 'document', 'record', 'content', 'raw'];
const NUMBERS = ['line', 'line_number', 'lineNumber', 'row', 'row_number'];
const REASONS = ['error', 'message', 'error_message', 'reason', 'cause'];

/** A document as it was sent. */
interface Sent {
  readonly texts: Iterable<string>;
  /** A line before the texts that names their columns: numbers may count it. */
  readonly hasHeader: boolean;
}

/**
 * Finds the lines that an error file speaks of. Their content decides where it is given, as a text, as JSON or as a cell
 * of CSV, alone or beside an error; else their number, which counts from 1 unless a 0 shows up. What fits nowhere is left out.
 */
export function failedLines(file: string, { texts, hasHeader }: Sent): readonly FailedLine[] {
  const entries = entriesOf(file.replace(/^\uFEFF/, ''));
  const lines = new Lines(texts);
  const first = firstNumber(
    entries.map(({ number }) => number),
    { size: lines.size, hasHeader },
  );
  const found = new Map<number, FailedLine>();
  for (const { contents, number, words, whole } of entries) {
    const byContent = lines.take(contents);
    const isGuess = byContent === undefined && !first.isSure;
    const index = byContent ?? (number ?? Number.NaN) - first.number;
    if (index >= 0 && index < lines.size && !found.has(index))
      found.set(index, { index, words: isGuess ? whole : words, isGuess });
  }
  return Array.from(found.values());
}

interface First {
  /** NaN where nobody knows at all. */
  readonly number: number;
  readonly isSure: boolean;
}

/** The number of the first line. A number that only one way of counting can give tells it for all. */
function firstNumber(
  numbers: readonly (number | undefined)[],
  { size, hasHeader }: { readonly size: number; readonly hasHeader: boolean },
): First {
  if (numbers.includes(0)) return { number: 0, isSure: true };
  if (!hasHeader) return { number: 1, isSure: numbers.includes(size) };
  if (numbers.includes(1)) return { number: 1, isSure: true };
  return numbers.includes(size + 1) ? { number: 2, isSure: true } : { number: Number.NaN, isSure: false };
}

interface Entry {
  /** What may be the line itself, the most likely first. */
  readonly contents: readonly unknown[];
  readonly number: number | undefined;
  /** The reason alone, where it is told from the rest. */
  readonly words: string;
  readonly whole: string;
}

/** The entries of a list, or of lines that are JSON or CSV each. */
function entriesOf(file: string): readonly Entry[] {
  const list = file.trimStart().startsWith('[') ? jsonOf(file) : undefined;
  if (Array.isArray(list)) return list.map((each: unknown) => parsed(JSON.stringify(each)));
  return file
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(parsed);
}

function parsed(line: string): Entry {
  const value = jsonOf(line);
  if (!isObject(value))
    return { contents: [line, ...cellsOf(line)], number: undefined, words: line, whole: line };
  const named = CONTENTS.map((name) => value[name]).filter(
    (each) => typeof each === 'string' || isObject(each),
  );
  const number = NUMBERS.map((name) => Number(value[name] ?? Number.NaN)).find(Number.isInteger);
  const reason = REASONS.map((name) => value[name]).find((each) => typeof each === 'string');
  const words = typeof reason === 'string' ? reason : line;
  return { contents: [...named, value, withoutVerdict(value)], number, words, whole: line };
}

/** The line that was sent, where number and reason were added to its own fields. */
function withoutVerdict(value: Readonly<Record<string, unknown>>): unknown {
  const isOwn = ([name]: [string, unknown]) => ![...NUMBERS, ...REASONS].includes(name);
  return Object.fromEntries(Object.entries(value).filter(isOwn));
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
class Lines {
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
