import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ledger } from '../settlement/ledger.ts';
import { streamState } from '../testing/fixtures.ts';
import { bytesInMemory, detachedCopy } from './detached-text.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Returns the heap bytes that a function retains. */
function leftBy(work: () => unknown): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const left = work();
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  expect(left).toBeDefined();
  return bytes;
}

it('detachedCopy returns an equal string for any characters', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'a\udc00', 'é', '')),
      (text) => {
        expect(detachedCopy(text)).toBe(text);
      },
    ),
  );
});

it('bytesInMemory counts one byte per character, or two if any character is beyond Latin-1', () => {
  expect(['', 'ab', 'é', 'aĀ', 'a😀'].map(bytesInMemory)).toEqual([0, 2, 1, 4, 6]);
});

it.each(['x', '語'])('a waiting state does not keep its block of input in memory (%s)', (fill) => {
  const state = streamState('a', 1);
  const bytes = leftBy(() => {
    const ledger = new Ledger(() => undefined);
    ledger.chainOf({ name: 'a' }).newest.pending++;
    for (let count = 0; count < 200; count++) {
      const block = Buffer.from(`${state}\n${fill.repeat(64 * 1024)}${count}`).toString();
      ledger.addState(block.slice(0, state.length), { stream: { name: 'a' } });
    }
    return ledger;
  });
  expect(bytes).toBeLessThan(2 * 1024 * 1024);
});
