import { hash } from 'node:crypto';

/** 100-nanosecond steps from 1582, the epoch of uuids of version 1, to 1970. */
const SINCE_1582 = 0x01b21dd213814000n;

/**
 * A deterministic uuid of version 1 (RFC 9562), as `$unique_key` requires: its time is that of the
 * activity, and its other bits come from a hash of the seed. The node has the multicast bit, as required for nodes
 * that are not network cards.
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
