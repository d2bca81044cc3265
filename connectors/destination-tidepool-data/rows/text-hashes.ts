/** Buffer of the bytes to hash, also as 32-bit words. A longer text gets its own buffer. */
let bytes = Buffer.alloc(8 * 1024);
let words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);

/** The 64 bits of the hash that was computed last. */
let high = 0;
let low = 0;

/**
 * A set of texts, of which it holds 64 bits of a 128-bit hash (MurmurHash3) in typed arrays: a `Set` takes five times as much memory,
 * which the garbage collector visits. Of 400,000 remembered texts and a hundred million other ones, one is mistaken for a
 * remembered one with a probability of 1 in 400,000.
 */
export class TextHashes {
  size = 0;
  private highs = new Int32Array(FIRST_PLACES);
  private lows = new Int32Array(FIRST_PLACES);

  /** Whether it has the text, or the pair of texts. */
  has(text: string, other?: string): boolean {
    hash(text, other);
    const place = this.placeOf(high, low);
    return this.lows[place] !== 0;
  }

  add(text: string, other?: string): void {
    hash(text, other);
    const place = this.placeOf(high, low);
    if (this.lows[place] !== 0) return;
    this.highs[place] = high;
    this.lows[place] = low;
    if (++this.size > this.lows.length * MAX_LOAD) this.grow();
  }

  /** The place of a hash, or the free one for it. */
  private placeOf(high: number, low: number): number {
    const { highs, lows } = this;
    const mask = lows.length - 1;
    let place = high & mask;
    while (lows[place] !== 0 && (lows[place] !== low || highs[place] !== high)) place = (place + 1) & mask;
    return place;
  }

  private grow(): void {
    const { highs, lows } = this;
    this.highs = new Int32Array(2 * highs.length);
    this.lows = new Int32Array(2 * lows.length);
    for (let from = 0; from < lows.length; from++) {
      if (lows[from] === 0) continue;
      const place = this.placeOf(highs[from]!, lows[from]!);
      this.highs[place] = highs[from]!;
      this.lows[place] = lows[from]!;
    }
  }
}

const FIRST_PLACES = 1024;
/** Up to it, few places are looked at before the right one. */
const MAX_LOAD = 0.8;

/** Hashes the UTF-8 bytes of a text or a pair, four words at a time (MurmurHash3_x86_128). */
function hash(text: string, other: string | undefined): void {
  const most = 3 * (text.length + (other?.length ?? 0)) + 1;
  if (most + 16 > bytes.length) {
    bytes = Buffer.alloc(2 * most + 16);
    words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  }
  let length = bytes.write(text);
  if (other !== undefined) {
    bytes[length++] = NO_TEXT;
    length += bytes.write(other, length);
  }
  // Zeros make the last block whole: texts of other lengths differ by their length.
  for (let at = length; at < length + 16; at++) bytes[at] = 0;
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
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
  high = (h1 + h2 + h3 + h4) | 0;
  // 0 marks a free place.
  low = (h2 + h1) | 0 || 1;
}

/** No text has this byte in UTF-8. */
const NO_TEXT = 0xff;

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
