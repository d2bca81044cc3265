/**
 * 100-nanosecond steps from 1582, the epoch of uuids of version 1, to 1970: 0x01b21dd213814000, in units of 2^24 and the rest.
 */
const SINCE_1582 = { units: 0x01b21dd213, rest: 0x814000 };
const UNIT = 2 ** 24;
const STEPS_PER_MS = 10_000;

/** Text of a key. Digits are written to bytes, because converting numbers to texts takes longer than all else. */
const key = Buffer.alloc(36, '-');
const DIGITS = Buffer.from('0123456789abcdef');
/** Index of the variant: it, the sequence and the node are those of the id. */
const VARIANT_AT = 19;
/** Index of the digit with the multicast bit of the node. */
const MULTICAST_AT = 25;

/**
 * A deterministic uuid of version 1 (RFC 9562), as `$unique_key` requires: its time is that of the
 * activity, and its other bits come from `id`, the uuid of version 5 of the record. The node has the multicast bit, as required
 * for nodes that are not network cards.
 */
export function uniqueKey(id: string, ms: number): string {
  let steps = 0;
  for (let at = 0; at < 8; at++) steps = (steps * 16 + digitAt(id, at)) % STEPS_PER_MS;
  // In two parts, because the time has 60 bits and a number has 53.
  const sum = (ms % UNIT) * STEPS_PER_MS + steps + SINCE_1582.rest;
  const units = Math.floor(ms / UNIT) * STEPS_PER_MS + SINCE_1582.units + Math.floor(sum / UNIT);
  write(units % 2 ** 8, 0, 2);
  write(sum % UNIT, 2, 6);
  write(Math.floor(units / 2 ** 8) % 2 ** 16, 9, 4);
  write(0x1000 + Math.floor(units / 2 ** 24), 14, 4);
  for (let at = VARIANT_AT; at < key.length; at++) key[at] = id.charCodeAt(at);
  write(digitAt(id, MULTICAST_AT) | 0x1, MULTICAST_AT, 1);
  return key.toString('latin1');
}

/** Value of a lower-case hexadecimal digit. */
function digitAt(id: string, at: number): number {
  const code = id.charCodeAt(at);
  return code < LETTER_A ? code - ZERO : code - LETTER_A + 10;
}

/** Writes the hexadecimal digits of a value of at most 24 bits. */
function write(value: number, from: number, digits: number): void {
  for (let at = from + digits - 1, left = value; at >= from; at--, left >>>= 4) key[at] = DIGITS[left & 0xf]!;
}

const ZERO = 0x30;
const LETTER_A = 0x61;
