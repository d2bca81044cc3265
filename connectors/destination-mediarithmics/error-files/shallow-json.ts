/** Records are a few levels deep. Deeper values are compared as text, so that no recursion can overflow the stack. */
const MAX_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Parses an object or list; undefined for other values, for invalid JSON, and for values that are nested too deeply. */
export function shallowJson(text: string): unknown {
  const first = text.trimStart().charAt(0);
  if ((first !== '{' && first !== '[') || isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isDeep = (text: string): boolean => search(text, 0, (depth) => depth > MAX_DEPTH) !== -1;

/** The texts of the items of a JSON list; undefined if the text is not exactly one list. */
export function itemsOf(text: string): Iterable<string> | undefined {
  const list = text.trim();
  if (!list.startsWith('[') || !list.endsWith(']')) return undefined;
  return search(list, 0, (depth) => depth === 0) === list.length - 1 ? items(list) : undefined;
}

function* items(list: string): Iterable<string> {
  for (let start = 1; start < list.length; ) {
    const end = search(list, start, (depth, code) => depth < 0 || (depth === 0 && code === COMMA));
    const item = list.slice(start, end).trim();
    if (item !== '') yield item;
    start = end + 1;
  }
}

/**
 * Finds the first bracket or comma outside of strings for which `isMatch` returns true, or -1. The depth is counted from the
 * start, including the character.
 */
function search(text: string, start: number, isMatch: (depth: number, code: number) => boolean): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    // [ and { differ by 0x20 from one another, and by 2 from ] and }.
    const bracket = code & ~0x20;
    if (bracket === 0x5b) depth++;
    else if (bracket === 0x5d) depth--;
    else if (code !== COMMA) continue;
    if (isMatch(depth, code)) return at;
  }
  return -1;
}

/** The end of the string that begins at `start`: its closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
