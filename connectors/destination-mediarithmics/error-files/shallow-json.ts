/** A record as a source sends it is a few levels deep; what is deeper is compared as text, and read by no recursion. */
const MOST_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** The object or list that a text is; undefined for other values, for what is no JSON, and for what is nested too deeply. */
export function shallowJson(text: string): unknown {
  const first = text.trimStart().charAt(0);
  if ((first !== '{' && first !== '[') || isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isDeep = (text: string): boolean => search(text, 0, (depth) => depth > MOST_DEPTH) !== -1;

/** The texts of a list's items; undefined where a text is not one list and nothing else. */
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
 * The first bracket or comma outside of strings that is meant, or -1. Depth is counted from the start, and is that behind
 * the character.
 */
function search(text: string, start: number, isMeant: (depth: number, code: number) => boolean): number {
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
    if (isMeant(depth, code)) return at;
  }
  return -1;
}

/** Where the string that begins at `start` ends: at its quote, or with the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
