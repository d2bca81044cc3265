import { ExactNumber, parseExact } from '../protocol/exact.ts';
import type { Batch } from './batch.ts';

/** Shorter Latin words say nothing about a record; in other scripts one character may be a name. */
const SHORTEST = 3;
const MAX_SHOWN = 300;

/**
 * The provider's message about a row, if it may be logged: undefined when any of its words or numbers stands in the
 * row, or any of the row's in the message. Providers quote what they refuse, whole or in pieces. `contents` is what is
 * known of the row (`contentsOf`); without any there is nothing to compare with, and the message is not logged.
 */
export function loggableMessage(
  message: string | undefined,
  contents: readonly string[],
): string | undefined {
  if (message === undefined || message.trim() === '' || contents.length === 0) return undefined;
  const said = comparable(message);
  const content = comparable(contents.map(valuesOf).join('\n'));
  return repeats(said, content) || repeats(content, said) ? undefined : message.trim().slice(0, MAX_SHOWN);
}

/**
 * The texts that a provider's message about a row may repeat: the row as it was sent, the record it was made of, and
 * what identifies it. None for a deletion whose record is not held: the provider may quote what it stores of the row,
 * which is not known here.
 */
export function contentsOf(batch: Batch, index: number): readonly string[] {
  const { deleted, key, identity, group, text } = batch.row(index);
  const source = batch.entries.source(index);
  if (deleted && source === undefined) return [];
  return [deleted ? undefined : text, source, key, identity, group].filter((each) => each !== undefined);
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The values of a JSON text, without the names of its members; any other text as it is. */
function valuesOf(text: string): string {
  const values: string[] = [];
  try {
    collect(parseExact(text), values);
  } catch {
    return text;
  }
  return values.join('\n');
}

function collect(value: unknown, into: string[]): void {
  if (value instanceof ExactNumber) into.push(value.text);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collect(each, into);
  else if (value !== null) into.push(String(value));
}

/**
 * Whether a word or number of `one` stands in `other`. A number of one or two digits has to stand there by itself: it
 * is part of most longer ones, and messages count rows.
 */
function repeats(one: string, other: string): boolean {
  let words: ReadonlySet<string> | undefined;
  return pieces(one).some((piece) => {
    if (!SHORT_NUMBER.test(piece)) return other.includes(piece);
    words ??= new Set(pieces(other));
    return words.has(piece);
  });
}

const SHORT_NUMBER = /^\d{1,2}$/;

/** The words and numbers of a text that could say something about a record. */
function pieces(text: string): readonly string[] {
  const all = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return all.filter((piece) => piece.length >= SHORTEST || /[^a-z]/.test(piece));
}
