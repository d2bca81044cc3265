/**
 * Returns the pattern of a JSON string whose value matches `pattern` as a whole, and consists of characters that JSON does not
 * escape: then the text between the quotes is the value. The pattern is in a lookahead, so that a failure further on does not
 * make it backtrack: there may be exponentially many ways, as in `^(a|a)*$`.
 */
export function patternText(pattern: string): string | undefined {
  const inner = WHOLE.exec(pattern)?.[1];
  if (inner === undefined || hasOuterChoice(inner)) return undefined;
  return `(?="${inner.replace(/\((?!\?)/g, '(?:')}")"[^"]*"`;
}

const PIECE = [
  "[A-Za-z0-9:;,_@%&#=<>!~'/ -]",
  String.raw`\\[dw.+*?|$^/-]`,
  String.raw`\[(?:[0-9]-[0-9]|[a-z]-[a-z]|[A-Z]-[A-Z]|[A-Za-z0-9:;,_@%&#=<>!~'/ .+*?]|\\[dw.+*?|$^/-])+-?\]`,
  String.raw`\((?:\?:|(?!\?))|\)|\|`,
  String.raw`[?*+]|\{[0-9]+(?:,[0-9]*)?\}`,
];
const WHOLE = new RegExp(String.raw`^\^((?:${PIECE.join('|')})*)\$$`);

/** Returns whether an alternative is outside of all groups: `^a|b$` is anchored on one side each. */
function hasOuterChoice(pattern: string): boolean {
  let outer = pattern.replace(/\\./g, '');
  for (let before = ''; outer !== before; ) {
    before = outer;
    outer = outer.replace(/\([^()]*\)/g, '');
  }
  return outer.includes('|');
}
