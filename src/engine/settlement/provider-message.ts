import { ExactNumber } from '../../define/exact-number.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import type { PackedBatch } from '../batching/packed-batch.ts';

/** Shorter Latin words reveal nothing about a record. In other scripts one character may be a name. */
const MIN_WORD_LENGTH = 3;
const MAX_SHOWN = 300;

/** Texts in a row that are not content of its record. */
export interface DeclaredTexts {
  /** Names of members, which the schema, the catalog or a mapping declares. */
  readonly names: ReadonlySet<string>;
  /** Whole values: the connector fills in the default of a setting. */
  readonly values: ReadonlySet<string>;
}

/**
 * Returns a provider message if it may be logged, up to 300 characters; undefined if it shares a word or number with the row,
 * because providers quote what they reject, whole or in parts. `contents` are the known texts of the row (`contentsOf`); without
 * any the message can't be compared and is not logged. Undeclared names of members are content too.
 */
export function loggableMessage(
  message: string | undefined,
  contents: readonly string[],
  declared: DeclaredTexts,
): string | undefined {
  if (message === undefined || message.trim() === '' || contents.length === 0) return undefined;
  const values = contents.flatMap((content) => valuesOf(content, declared));
  const messageText = withoutAccentsAndCase(withDecodings(message));
  const content = withoutAccentsAndCase(withDecodings(values.join('\n')));
  if (sharesWords(messageText, content) || sharesWords(content, messageText)) return undefined;
  const words = new Set(messageText.match(WORDS));
  if (values.some((value) => words.has(withoutAccentsAndCase(value).trim()))) return undefined;
  return message.trim().slice(0, MAX_SHOWN);
}

/**
 * Returns the texts that a provider message about a row may repeat: the row as it was sent, its record, and its keys. Empty
 * for a deletion whose record is not held, because the provider may quote its stored version of the row.
 */
export function contentsOf(batch: PackedBatch, index: number): readonly string[] {
  const { deleted, orderingKey, dedupKey, batchKey, text } = batch.row(index);
  const source = batch.entries.source(index);
  if (deleted && source === undefined) return [];
  return [deleted ? undefined : text, source, orderingKey, dedupKey, batchKey].filter(
    (each) => each !== undefined,
  );
}

/** Returns a provider message about a batch if it may be shown: if it may be logged for each of its rows. */
export function loggableForBatch(
  message: string,
  batch: PackedBatch,
  declared: DeclaredTexts,
): string | undefined {
  let loggable: string | undefined;
  for (let index = 0; index < batch.size; index++) {
    loggable = loggableMessage(message, contentsOf(batch, index), declared);
    if (loggable === undefined) return undefined;
  }
  return loggable;
}

/** Removes accents and upper case, because providers write names without them. */
function withoutAccentsAndCase(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** Returns the undeclared values and member names of a JSON text; of any other text the text itself. */
function valuesOf(text: string, declared: DeclaredTexts): readonly string[] {
  const values: string[] = [];
  try {
    collect(parseExact(text), declared, values);
    return values;
  } catch {
    return [text];
  }
}

function collect(value: unknown, declared: DeclaredTexts, into: string[]): void {
  if (value instanceof ExactNumber) into.push(value.text, String(value));
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) {
      if (!Array.isArray(value) && !declared.names.has(name)) into.push(name);
      collect(each, declared, into);
    }
  else if (value !== null && !declared.values.has(value as string)) into.push(String(value));
}

/** Returns the text, followed by its decoded forms if parts of it are encoded for a URL or as JSON within a text. */
function withDecodings(text: string): string {
  return [...new Set([text, decodePercentRuns(text), decodeUnicodeEscapes(text)])].join('\n');
}

/** Decodes each run of percent-encoded bytes by itself, because a text may also have a `%` that encodes nothing. */
function decodePercentRuns(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

function decodeUnicodeEscapes(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, unit: string) =>
    String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

/**
 * Whether a word or number of `one` occurs in `other`. A number of one or two digits has to be a whole word there, because it
 * is part of most longer numbers, and messages count rows.
 */
function sharesWords(one: string, other: string): boolean {
  let words: ReadonlySet<string> | undefined;
  return wordsAndNumbers(one).some((piece) => {
    if (!SHORT_NUMBER.test(piece)) return other.includes(piece);
    words ??= new Set(wordsAndNumbers(other));
    return words.has(piece);
  });
}

/** Words and numbers. */
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const SHORT_NUMBER = /^\d{1,2}$/;

/** The words and numbers of a text that could reveal something about a record. */
function wordsAndNumbers(text: string): readonly string[] {
  const all = text.match(WORDS) ?? [];
  return all.filter((piece) => piece.length >= MIN_WORD_LENGTH || /[^a-z]/.test(piece));
}
