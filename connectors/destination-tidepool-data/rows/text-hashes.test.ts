import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextHashes } from './text-hashes.ts';

describe('a set of text hashes', () => {
  it('has the texts that were added and no others', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.nat(20).map((length) => 'x'.repeat(length)),
      fc.nat(3).map((n) => 'é'.repeat(10_000 * n)),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 40 }), fc.array(text, { maxLength: 40 }), (added, others) => {
        const hashes = new TextHashes();
        for (const each of added) hashes.add(each);
        const all = new Set(added);
        expect(hashes.size).toBe(all.size);
        for (const each of [...added, ...others]) {
          expect([each, hashes.has(each)]).toEqual([each, all.has(each)]);
          expect(hashes.has(each, '') || hashes.has('', each)).toBe(false);
        }
      }),
    );
  });

  it('tells texts apart that differ in any two characters', () => {
    const hashes = new TextHashes();
    const start = 'a'.repeat(64);
    let count = 0;
    for (let one = 0; one < 64; one++)
      for (let other = one + 1; other < 64; other++)
        for (const [a, b] of ['bb', 'bc', 'cb', 'cc', '1a', 'a1'] as const) {
          hashes.add(start.slice(0, one) + a + start.slice(one + 1, other) + b + start.slice(other + 1));
          count++;
        }
    // The last two leave one of both as it was, which 63 others do too.
    expect(hashes.size).toBe((count * 4) / 6 + 64);
  });

  it('has pairs of texts, which are no other pairs with the same characters', () => {
    const hashes = new TextHashes();
    hashes.add('ab', 'c');
    expect([hashes.has('ab', 'c'), hashes.has('a', 'bc'), hashes.has('abc'), hashes.has('abc', '')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('keeps its texts when it grows', () => {
    const hashes = new TextHashes();
    for (let n = 0; n < 50_000; n++) hashes.add(`a ${n}`);
    let found = 0;
    for (let n = 0; n < 50_000; n++) if (hashes.has(`a ${n}`) && !hashes.has(`b ${n}`)) found++;
    expect([hashes.size, found]).toEqual([50_000, 50_000]);
  });
});
