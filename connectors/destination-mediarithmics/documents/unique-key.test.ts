import { stableId } from '@airbyte-ts/cdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uniqueKey } from './unique-key.ts';

/** The time of a uuid of version 1, in milliseconds since 1970 (RFC 9562, 5.1). */
function timeOf(uuid: string): number {
  const [low, middle, high] = uuid.split('-');
  const steps = BigInt(`0x${high!.slice(1)}${middle}${low}`) - 0x01b21dd213814000n;
  return Number(steps / 10_000n);
}

test('the time of a documented sample key is read correctly', () => {
  expect(timeOf('02d7172d-2598-11eb-8b8d-3db370c1a4e4')).toBe(1_605_262_037_783);
});

test('a key is a uuid of version 1 with the activity’s time and a multicast node', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1e11, max: 1e14 - 1 }), (seed, ms) => {
      const key = uniqueKey(stableId(seed), ms);
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(timeOf(key)).toBe(ms);
      expect(Number.parseInt(key.slice(24, 26), 16) & 1).toBe(1);
    }),
  );
});

test('the same id and time give the same key, in every version of this connector', () => {
  expect(uniqueKey('ae06ff25-4163-5c55-9d4b-9aa3e1554990', 1_605_262_037_783)).toBe(
    '02d70285-2598-11eb-9d4b-9ba3e1554990',
  );
});

test('10,000 records with the same time have distinct keys', () => {
  const keys = new Set(
    Array.from({ length: 10_000 }, (_, n) => uniqueKey(stableId(String(n)), 1_605_262_037_783)),
  );
  expect(keys.size).toBe(10_000);
});
