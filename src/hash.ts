/** FNV-1a of a text's UTF-16 units, which spreads short texts well enough, as a whole number of 32 bits. */
export function hashOf(text: string): number {
  let hash = OFFSET;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash | 0;
}

/**
 * The hash of the string whose JSON begins at `start`, a quote. It is read where it stands: to cut the string out of a block of
 * input costs more than to hash it.
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

/** One past the quote that ends a string, from a character in it on. */
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
