import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHashes } from './event-hashes.ts';
import { type Hash, hashText, newHash } from './text-hash.ts';

function hashOf(text: string): Hash {
  const hash = newHash();
  hashText(text, hash);
  return hash;
}

describe('a set of event hashes', () => {
  it('has the events that were added with their contents, and no others', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.nat(20).map((length) => 'x'.repeat(length)),
      fc.nat(3).map((n) => 'é'.repeat(10_000 * n)),
    );
    const pairs = fc.array(fc.tuple(text, text), { maxLength: 40 });
    fc.assert(
      fc.property(pairs, pairs, (added, others) => {
        const hashes = new EventHashes();
        for (const [event, content] of added) hashes.add(hashOf(event), hashOf(content));
        const events = new Set(added.map(([event]) => event));
        const all = new Set(added.map((pair) => JSON.stringify(pair)));
        expect(hashes.size).toBe(all.size);
        for (const [event, content] of [...added, ...others])
          expect([
            hashes.has(hashOf(event)),
            hashes.hasContent(hashOf(event), hashOf(content)),
            hashes.hasContent(hashOf(content), hashOf(event)),
          ]).toEqual([
            events.has(event),
            all.has(JSON.stringify([event, content])),
            all.has(JSON.stringify([content, event])),
          ]);
      }),
    );
  });

  it('distinguishes texts that differ in any two characters', () => {
    const hashes = new EventHashes();
    const start = 'a'.repeat(64);
    let count = 0;
    for (let one = 0; one < 64; one++)
      for (let other = one + 1; other < 64; other++)
        for (const [a, b] of ['bb', 'bc', 'cb', 'cc', '1a', 'a1'] as const) {
          const text = start.slice(0, one) + a + start.slice(one + 1, other) + b + start.slice(other + 1);
          hashes.add(hashOf(text), hashOf(''));
          count++;
        }
    // The last two leave one of both as it was, which 63 others do too.
    expect(hashes.size).toBe((count * 4) / 6 + 64);
  });

  it('keeps its events and their contents when it grows', () => {
    const hashes = new EventHashes();
    for (let n = 0; n < 25_000; n++) {
      hashes.add(hashOf(`a ${n}`), hashOf('1'));
      hashes.add(hashOf(`a ${n}`), hashOf('2'));
    }
    const hasBoth = (event: Hash): boolean =>
      hashes.hasContent(event, hashOf('1')) && hashes.hasContent(event, hashOf('2'));
    let found = 0;
    for (let n = 0; n < 25_000; n++) {
      const isExact = !hashes.hasContent(hashOf(`a ${n}`), hashOf('3')) && !hashes.has(hashOf(`b ${n}`));
      if (isExact && hasBoth(hashOf(`a ${n}`))) found++;
    }
    expect([hashes.size, found]).toEqual([50_000, 25_000]);
  });
});
