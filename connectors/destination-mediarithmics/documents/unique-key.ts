/** 100-nanosecond steps from 1582, the epoch of uuids of version 1, to 1970. */
const SINCE_1582 = 0x01b21dd213814000n;

/**
 * A deterministic uuid of version 1 (RFC 9562), as `$unique_key` requires: its time is that of the
 * activity, and its other bits come from `id`, the uuid of version 5 of the record. The node has the multicast bit, as required
 * for nodes that are not network cards.
 */
export function uniqueKey(id: string, ms: number): string {
  const steps = Number.parseInt(id.slice(0, 8), 16) % 10_000;
  const time = (BigInt(ms) * 10_000n + BigInt(steps) + SINCE_1582).toString(16).padStart(15, '0');
  const octet = (Number.parseInt(id.slice(24, 26), 16) | 0x01).toString(16).padStart(2, '0');
  // The variant and the sequence of the id are in the place of those of the key.
  return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-${id.slice(19, 23)}-${octet}${id.slice(26)}`;
}
