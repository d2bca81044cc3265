/** Buffer of the bytes to hash, also as 32-bit words. A longer text gets its own buffer. */
let bytes = Buffer.alloc(8 * 1024);
let words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);

/** A hash of 64 bits in two words. The second one is never 0. */
export type Hash = Int32Array;

export const newHash = (): Hash => new Int32Array(2);

const NO_SEED = newHash();

/**
 * Writes 64 bits of the 128-bit hash of a text's UTF-8 bytes (MurmurHash3_x86_128) to `into`. Equal texts differ by their seed.
 */
export function hashText(text: string, into: Hash, seed: Hash = NO_SEED): void {
  makeRoom(3 * text.length);
  hashBuffer(bytes.write(text), into, seed);
}

/** Like `hashText`, for a text in UTF-8. */
export function hashEncoded(encoded: Uint8Array, into: Hash): void {
  makeRoom(encoded.length);
  bytes.set(encoded);
  hashBuffer(encoded.length, into, NO_SEED);
}

function makeRoom(length: number): void {
  if (length + BLOCK <= bytes.length) return;
  bytes = Buffer.alloc(2 * length + BLOCK);
  words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

/** Hashes the first bytes of the buffer. */
function hashBuffer(length: number, into: Hash, seed: Hash): void {
  // Zeros make the last block whole: texts of other lengths differ by their length.
  for (let at = length; at < length + BLOCK; at++) bytes[at] = 0;
  let h1 = seed[0]!;
  let h2 = seed[1]!;
  let h3 = h1;
  let h4 = h2;
  for (let at = 0; 4 * at < length; at += 4) {
    h1 = (Math.imul(rotated(h1 ^ scrambled(words[at]!, C1, 15, C2), 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 = (Math.imul(rotated(h2 ^ scrambled(words[at + 1]!, C2, 16, C3), 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 = (Math.imul(rotated(h3 ^ scrambled(words[at + 2]!, C3, 17, C4), 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 = (Math.imul(rotated(h4 ^ scrambled(words[at + 3]!, C4, 18, C1), 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = mixed(h1 + h2 + h3 + h4);
  h2 = mixed(h2 + h1);
  h3 = mixed(h3 + h1);
  h4 = mixed(h4 + h1);
  into[0] = h1 + h2 + h3 + h4;
  into[1] = (h2 + h1) | 0 || 1;
}

/** Bytes of the blocks that are hashed. */
const BLOCK = 16;

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

const scrambled = (word: number, first: number, bits: number, second: number): number =>
  Math.imul(rotated(Math.imul(word, first), bits), second);

function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
