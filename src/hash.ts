/** FNV-1a hash of the UTF-16 units of a text, as a signed 32-bit integer. Fast, and spreads short texts well. */
export function hashOf(text: string): number {
  let hash = OFFSET;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash | 0;
}

/**
 * `hashOf` of the string whose JSON begins with the quote at `start`. Reads it in place: cutting the string out of a block of
 * input costs more than hashing it.
 */
export function hashOfJson(text: string, start: number): number {
  let hash = OFFSET;
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return hash | 0;
    if (code === BACKSLASH) return hashOf(JSON.parse(text.slice(start, endOf(text, at))) as string);
    hash = Math.imul(hash ^ code, PRIME);
  }
}

/** Returns the index after the closing quote of a string; `from` is inside the string. */
function endOf(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code !== QUOTE; code = text.charCodeAt(at))
    at += code === BACKSLASH ? 2 : 1;
  return at + 1;
}

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
