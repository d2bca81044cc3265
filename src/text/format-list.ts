/** Names that a message lists at most. */
const MAX_NAMES = 8;

/**
 * Formats a list for a sentence.
 *
 * @example
 * formatList(['a', 'b', 'c']); // 'a, b or c'
 */
export function formatList(words: readonly string[], last: 'or' | 'and' = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** Formats quoted names to choose from: `"a", "b" or "c"`. Beyond eight names the rest is only counted. */
export function formatChoices(names: readonly string[], last: 'or' | 'and' = 'or'): string {
  const quoted = names.slice(0, MAX_NAMES).map((name) => `"${name}"`);
  const more = names.length - quoted.length;
  return more > 0 ? formatList([...quoted, `${more} more`], 'and') : formatList(quoted, last);
}

/** Formats quoted names for a list of all of them: `"a", "b, c"`. */
export const quotedNames = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
