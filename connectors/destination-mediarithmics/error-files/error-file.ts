import { Turns } from '../imports/turns.ts';
import { entryOf, entryTexts } from './error-entries.ts';
import { SentLines } from './sent-lines.ts';

/** A failed line of a document: which one, counted from 0, and what the provider says of it. */
export interface FailedLine {
  readonly index: number;
  readonly providerMessage: string;
  /** Told by its number alone, where nobody says what the numbers count from. */
  readonly isGuess: boolean;
}

/** A file with more entries than these, and four for each line, is about something else. */
const MOST_ENTRIES = 1_000;

/** A document as it was sent. */
interface Sent {
  readonly texts: Iterable<string>;
  /** A line before the texts that names their columns: numbers may count it. */
  readonly hasHeader: boolean;
}

/** What an entry tells of a line. */
interface Told {
  readonly byContent: number | undefined;
  readonly number: number | undefined;
  readonly providerMessage: string;
  readonly whole: string;
}

/**
 * Finds the lines that an error file speaks of. Their content decides where it is given, as a text, as JSON or as a cell
 * of CSV, alone or beside an error; else their number, which counts from 1 unless a 0 shows up. What fits nowhere is left out.
 * Takes linear time for any content, and yields to the event loop.
 */
export async function failedLines(file: string, { texts, hasHeader }: Sent): Promise<readonly FailedLine[]> {
  const turns = new Turns();
  const lines = await SentLines.of(texts, turns);
  const told: Told[] = [];
  let left = MOST_ENTRIES + 4 * lines.size;
  for (const text of entryTexts(file.replace(/^\uFEFF/, ''))) {
    if (left-- === 0) return [];
    const { contents, ...entry } = entryOf(text);
    const byContent = lines.take(contents);
    if (byContent !== undefined || entry.number !== undefined) told.push({ byContent, ...entry });
    await turns.after(text.length);
  }
  const first = firstNumber(new Set(told.map(({ number }) => number)), { size: lines.size, hasHeader });
  const found = new Map<number, FailedLine>();
  for (const { byContent, number, providerMessage, whole } of told) {
    const isGuess = byContent === undefined && !first.isSure;
    const index = byContent ?? (number ?? Number.NaN) - first.number;
    if (index >= 0 && index < lines.size && !found.has(index))
      found.set(index, { index, providerMessage: isGuess ? whole : providerMessage, isGuess });
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
  numbers: ReadonlySet<number | undefined>,
  { size, hasHeader }: { readonly size: number; readonly hasHeader: boolean },
): First {
  if (numbers.has(0)) return { number: 0, isSure: true };
  if (!hasHeader) return { number: 1, isSure: numbers.has(size) };
  if (numbers.has(1)) return { number: 1, isSure: true };
  return numbers.has(size + 1) ? { number: 2, isSure: true } : { number: Number.NaN, isSure: false };
}
