import { hash } from 'node:crypto';

/** 100-nanosecond steps from 1582, where uuids of version 1 begin to count, to 1970. */
const SINCE_1582 = 0x01b21dd213814000n;

/**
 * A uuid of version 1 (RFC 9562), as `$unique_key` has to be, that the same seed and time always give: the time is the
 * activity's own, and what else such a uuid holds comes from a hash of the seed. The node has the multicast bit, as one
 * that is no network card has to.
 */
export function uniqueKey(seed: string, ms: number): string {
  const hex = hash('sha256', seed, 'hex');
  const at = (start: number, digits: number): number => Number.parseInt(hex.slice(start, start + digits), 16);
  const time = BigInt(ms) * 10_000n + BigInt(at(0, 8) % 10_000) + SINCE_1582;
  const text = time.toString(16).padStart(15, '0');
  const clock = ((at(8, 4) & 0x3fff) | 0x8000).toString(16);
  const node = (at(12, 2) | 0x01).toString(16).padStart(2, '0') + hex.slice(14, 24);
  return `${text.slice(7)}-${text.slice(3, 7)}-1${text.slice(0, 3)}-${clock}-${node}`;
}
