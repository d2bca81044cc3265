import { EventLoopYielder } from '../imports/event-loop-yielder.ts';
import { entryOf, entryTexts } from './error-entries.ts';
import { SentLines } from './sent-lines.ts';

/** A failed line of a document: its index, counted from 0, and the provider message. */
export interface FailedLine {
  readonly index: number;
  readonly providerMessage: string;
  /** Identified by its number only, while it is unknown whether numbers count from 0 or 1. */
  readonly isGuess: boolean;
}

/** A file with more than these entries plus four per line is not about this document. */
const MAX_ENTRIES = 1_000;

/** A document as it was sent. */
interface Sent {
  readonly texts: Iterable<string>;
  /** Whether a header precedes the texts, which numbers may count. */
  readonly hasHeader: boolean;
}

/** An entry that identifies a line by content or number. */
interface LineEntry {
  readonly byContent: number | undefined;
  readonly number: number | undefined;
  readonly providerMessage: string;
  readonly whole: string;
}

/**
 * Finds the lines that an error file reports. Identifies a line by its content, if the entry contains it as a text, as JSON or as
 * a cell of CSV, alone or beside an error; otherwise by its number, which counts from 1 unless a 0 occurs. Ignores entries that
 * fit no line. Takes linear time for any content, and yields to the event loop.
 */
export async function failedLines(file: string, { texts, hasHeader }: Sent): Promise<readonly FailedLine[]> {
  const yielder = new EventLoopYielder();
  const lines = await SentLines.of(texts, yielder);
  const entries: LineEntry[] = [];
  let left = MAX_ENTRIES + 4 * lines.size;
  for (const text of entryTexts(file.replace(/^\uFEFF/, ''))) {
    if (left-- === 0) return [];
    const { contents, ...entry } = entryOf(text);
    const byContent = lines.take(contents);
    if (byContent !== undefined || entry.number !== undefined) entries.push({ byContent, ...entry });
    await yielder.after(text.length);
  }
  const first = firstNumber(new Set(entries.map(({ number }) => number)), { size: lines.size, hasHeader });
  const found = new Map<number, FailedLine>();
  for (const { byContent, number, providerMessage, whole } of entries) {
    const isGuess = byContent === undefined && !first.isSure;
    const index = byContent ?? (number ?? Number.NaN) - first.number;
    if (index >= 0 && index < lines.size && !found.has(index))
      found.set(index, { index, providerMessage: isGuess ? whole : providerMessage, isGuess });
  }
  return Array.from(found.values());
}

interface FirstNumber {
  /** NaN if unknown. */
  readonly number: number;
  readonly isSure: boolean;
}

/** Determines the number of the first line. It is certain if a number occurs that only one way of counting can give. */
function firstNumber(
  numbers: ReadonlySet<number | undefined>,
  { size, hasHeader }: { readonly size: number; readonly hasHeader: boolean },
): FirstNumber {
  if (numbers.has(0)) return { number: 0, isSure: true };
  if (!hasHeader) return { number: 1, isSure: numbers.has(size) };
  if (numbers.has(1)) return { number: 1, isSure: true };
  return numbers.has(size + 1) ? { number: 2, isSure: true } : { number: Number.NaN, isSure: false };
}
