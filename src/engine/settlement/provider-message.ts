import { ExactNumber, parseExact } from '../../protocol/exact.ts';
import type { PackedBatch } from '../batching/batch.ts';

/** Shorter Latin words say nothing about a record; in other scripts one character may be a name. */
const SHORTEST = 3;
const MAX_SHOWN = 300;

/**
 * The provider's message about a row, if it may be logged: undefined when any of its words or numbers stands in the
 * row, or any of the row's in the message. Providers quote what they refuse, whole or in pieces. `contents` is what is
 * known of the row (`contentsOf`); without any there is nothing to compare with, and the message is not logged. Names of members
 * are content as well, except those that are `declared`.
 */
export function loggableMessage(
  message: string | undefined,
  contents: readonly string[],
  declared: ReadonlySet<string>,
): string | undefined {
  if (message === undefined || message.trim() === '' || contents.length === 0) return undefined;
  const values = contents.flatMap((content) => valuesOf(content, declared));
  const said = comparable(readings(message));
  const content = comparable(readings(values.join('\n')));
  if (repeats(said, content) || repeats(content, said)) return undefined;
  const words = new Set(said.match(WORDS));
  if (values.some((value) => words.has(comparable(value).trim()))) return undefined;
  return message.trim().slice(0, MAX_SHOWN);
}

/**
 * The texts that a provider's message about a row may repeat: the row as it was sent, the record it was made of, and
 * what identifies it. None for a deletion whose record is not held: the provider may quote what it stores of the row,
 * which is not known here.
 */
export function contentsOf(batch: PackedBatch, index: number): readonly string[] {
  const { deleted, orderingKey, dedupKey, batchKey, text } = batch.row(index);
  const source = batch.entries.source(index);
  if (deleted && source === undefined) return [];
  return [deleted ? undefined : text, source, orderingKey, dedupKey, batchKey].filter(
    (each) => each !== undefined,
  );
}

/** Without accents and upper case: providers write names without them. */
function comparable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** The values of a JSON text, and the names in it that are not declared; any other text as it is. */
function valuesOf(text: string, declared: ReadonlySet<string>): readonly string[] {
  const values: string[] = [];
  try {
    collect(parseExact(text), declared, values);
    return values;
  } catch {
    return [text];
  }
}

function collect(value: unknown, declared: ReadonlySet<string>, into: string[]): void {
  if (value instanceof ExactNumber) into.push(value.text);
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) {
      if (!Array.isArray(value) && !declared.has(name)) into.push(name);
      collect(each, declared, into);
    }
  else if (value !== null) into.push(String(value));
}

/** The text and, where parts of it are encoded (for a URL, as JSON inside of a text), what they stand for. */
function readings(text: string): string {
  const plain = [text];
  if (/%[0-9a-f]{2}/i.test(text)) plain.push(urlDecoded(text));
  if (/\\u[0-9a-f]{4}/i.test(text)) plain.push(unescaped(text));
  return plain.join('\n');
}

/** Each run of encoded bytes by itself: a text may hold a `%` that encodes nothing. */
function urlDecoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, unit: string) =>
    String.fromCharCode(Number.parseInt(unit, 16)),
  );
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

/** Words and numbers. */
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const SHORT_NUMBER = /^\d{1,2}$/;

/** The words and numbers of a text that could say something about a record. */
function pieces(text: string): readonly string[] {
  const all = text.match(WORDS) ?? [];
  return all.filter((piece) => piece.length >= SHORTEST || /[^a-z]/.test(piece));
}
