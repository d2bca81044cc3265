/** Words shorter than this say nothing about a record. */
const SHORTEST = 3;
const MAX_SHOWN = 300;

/**
 * The provider's words as far as they may be logged: undefined when any word or number of them stands in the
 * record's values. Providers like to quote what they refuse, whole or in pieces.
 */
export function wordsWithoutData(words: string | undefined, record: string): string | undefined {
  if (words === undefined || words.trim() === '') return undefined;
  const values: string[] = [];
  try {
    collect(JSON.parse(record), values);
  } catch {
    return undefined;
  }
  const content = values.join('\n').toLowerCase();
  const pieces = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const repeats = pieces.some(
    (piece) => (piece.length >= SHORTEST || /\p{N}/u.test(piece)) && content.includes(piece),
  );
  return repeats ? undefined : words.trim().slice(0, MAX_SHOWN);
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) collect(each, into);
  else if (value !== null) into.push(String(value));
}
