/**
 * A string whose value a pattern describes from its beginning to its end, by pieces that match no character which JSON
 * would have to escape: then what stands between the quotes is the value. The pattern is looked ahead for, so that it is not
 * tried in other ways where the text fails further on: there may be any number of ways, as in `^(a|a)*$`.
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

/** Whether a choice stands outside of all groups: `^a|b$` is anchored on one side each. */
function hasOuterChoice(pattern: string): boolean {
  let outer = pattern.replace(/\\.|\[[^\]]*\]/g, '');
  for (let before = ''; outer !== before; ) {
    before = outer;
    outer = outer.replace(/\([^()]*\)/g, '');
  }
  return outer.includes('|');
}
