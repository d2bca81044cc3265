import { skipString } from './protocol/scan.ts';

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
    if (code === BACKSLASH) return hashOf(JSON.parse(text.slice(start, skipString(text, start))) as string);
    hash = Math.imul(hash ^ code, PRIME);
  }
}

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
