/** The most names that a message lists. */
const MOST = 8;

/** Words as a sentence lists them: `a, b or c`. */
export function formatList(words: readonly string[], last: 'or' | 'and' = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** Names to choose from: `"a", "b" or "c"`. Of more than a few the first are listed, and the others counted. */
export function formatChoices(names: readonly string[], last: 'or' | 'and' = 'or'): string {
  const quoted = names.slice(0, MOST).map((name) => `"${name}"`);
  const more = names.length - quoted.length;
  return more > 0 ? formatList([...quoted, `${more} more`], 'and') : formatList(quoted, last);
}
