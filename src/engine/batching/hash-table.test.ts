import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HashTable } from './hash-table.ts';

it('a hash table returns the last number of each hash while the number is alive, like a Map', () => {
  const hash = fc.oneof(
    fc.integer(),
    fc.nat(30),
    fc.nat(30).map((n) => n * 1024),
  );
  fc.assert(
    fc.property(
      fc.array(hash, { maxLength: 4_000, size: 'max' }),
      fc.integer({ min: 1, max: 3_000 }),
      (hashes, lives) => {
        let now = 0;
        const table = new HashTable((number) => number > now - lives);
        const map = new Map<number, number>();
        const alive = (number = 0): number => (number > now - lives ? number : 0);
        for (const hash of hashes) {
          now++;
          expect(alive(table.get(hash))).toBe(alive(map.get(hash)));
          expect(alive(table.put(hash, now))).toBe(alive(map.get(hash)));
          map.set(hash, now);
        }
        expect(hashes.map((hash) => alive(table.get(hash)))).toEqual(
          hashes.map((hash) => alive(map.get(hash))),
        );
      },
    ),
    { numRuns: 12 },
  );
});

it('a hash table drops dead numbers when it is half full', () => {
  let oldestAlive = 1;
  const table = new HashTable((number) => number >= oldestAlive);
  for (let hash = 1; hash <= 512; hash++) table.put(hash, hash);
  oldestAlive = 512;
  expect(table.get(1)).toBe(1);
  table.put(513, 513);
  expect([1, 511, 512, 513].map((hash) => table.get(hash))).toEqual([0, 0, 512, 513]);
});
