import { ExactNumber, parseExact } from '../protocol/exact.ts';

/** Latin words shorter than this say nothing about a record; in other scripts one character may be a name. */
const SHORTEST = 3;
const MAX_SHOWN = 300;

/**
 * The provider's words as far as they may be logged: undefined when any word or number of them stands in the record's
 * values, or any of the values' in them. Providers like to quote what they refuse, whole or in pieces.
 */
export function wordsWithoutData(words: string | undefined, record: string): string | undefined {
  if (words === undefined || words.trim() === '') return undefined;
  const values: string[] = [];
  try {
    collect(parseExact(record), values);
  } catch {
    return undefined;
  }
  const said = comparable(words);
  const content = comparable(values.join('\n'));
  const repeats =
    pieces(said).some((piece) => content.includes(piece)) ||
    pieces(content).some((piece) => said.includes(piece));
  return repeats ? undefined : words.trim().slice(0, MAX_SHOWN);
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The words and numbers of a text that could say something about a record. */
function pieces(text: string): readonly string[] {
  const all = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return all.filter((piece) => piece.length >= SHORTEST || /[^a-z]/.test(piece));
}

function collect(value: unknown, into: string[]): void {
  if (value instanceof ExactNumber) into.push(value.text);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collect(each, into);
  else if (value !== null) into.push(String(value));
}
