import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../define/batch.ts';
import { ConnectorError, configError, transientError } from '../../errors.ts';
import { depth } from '../../testing/depth.ts';
import { bodyOf, packedBatch } from '../../testing/test-batch.ts';
import type { PackedBatch } from '../batching/packed-batch.ts';
import { idsOf } from '../testing/fixtures.ts';
import { findRejectedRows } from './find-rejected-rows.ts';

const reject = (rows: readonly number[]) => new ConnectorError('reject', `Rejected ${rows.join()}.`);
const numbered = (size: number): PackedBatch =>
  packedBatch(Array.from({ length: size }, (_, id) => `{"id":${id}}`));

describe('bisection', () => {
  it('finds exactly the rejected rows, each with its own error, in at most 2·k·log₂(n) validations', async () => {
    const cases = fc
      .integer({ min: 1, max: 300 })
      .chain((size) => fc.tuple(fc.constant(size), fc.uniqueArray(fc.nat(size - 1), { maxLength: size })));
    await fc.assert(
      fc.asyncProperty(cases, async ([size, bad]) => {
        let questions = 0;
        const found = await findRejectedRows(numbered(size), async (part) => {
          questions++;
          expect(bodyOf(part)).toBe(
            `[${idsOf(part)
              .map((id) => `{"id":${id}}`)
              .join(',')}]`,
          );
          const rejected = idsOf(part).filter((id) => bad.includes(id));
          if (rejected.length > 0) throw reject(rejected);
        });
        expect([...found.keys()].sort((a, b) => a - b)).toEqual([...bad].sort((a, b) => a - b));
        for (const [index, error] of found) expect(error.message).toBe(`Rejected ${index}.`);
        expect(questions).toBeLessThanOrEqual(2 * bad.length * Math.ceil(Math.log2(size)) + 2);
      }),
      { numRuns: depth(60, 2_000) },
    );
  });

  it('does not validate a half that must be invalid because the other one is accepted', async () => {
    const validated: number[][] = [];
    await findRejectedRows(numbered(8), async (part) => {
      validated.push(idsOf(part));
      if (idsOf(part).includes(7)) throw reject([7]);
    });
    expect(validated).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3], [4, 5], [6], [7]]);
  });

  it('ends without a row if the provider accepts all parts of a rejected batch', async () => {
    const found = await findRejectedRows(numbered(8), async (part) => {
      if (part.size === 8) throw reject([]);
    });
    expect(found.size).toBe(0);
  });

  it('releases the memory of the parts that the provider accepts', async () => {
    const accepted: Batch[] = [];
    await findRejectedRows(numbered(4), async (part) => {
      if (idsOf(part).includes(3)) throw reject([3]);
      accepted.push(part);
    });
    expect(accepted.map((part) => [part.size, part.body()])).toEqual([
      [2, []],
      [1, []],
    ]);
  });

  it.each([
    transientError('Down.'),
    configError('No.'),
    new ConnectorError('rate_limit', 'Slow.'),
    new TypeError('x'),
  ])('throws an error of another kind than reject (%s)', async (error) => {
    let questions = 0;
    const validate = async (): Promise<void> => {
      if (++questions === 3) throw error;
      throw reject([]);
    };
    await expect(findRejectedRows(numbered(8), validate)).rejects.toBe(error);
    expect(questions).toBe(3);
  });
});
