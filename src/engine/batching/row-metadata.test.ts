import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { oneRowPerRequest } from '../../define/framing.ts';
import { Checkpoint } from '../settlement/checkpoint.ts';
import { Ledger } from '../settlement/ledger.ts';
import { Packing } from './packing.ts';
import { RowMetadata, type RowMetadataEntry } from './row-metadata.ts';

const { chain } = new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'any' }));
const checkpoints = [new Checkpoint(chain), new Checkpoint(chain), new Checkpoint(chain)];
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const anEntry: fc.Arbitrary<RowMetadataEntry> = fc.record({
  checkpoint: fc.constantFrom(...checkpoints),
  orderingKey: rarely(fc.string()),
  dedupKey: rarely(fc.string()),
  deleted: fc.boolean(),
  supersedes: rarely(fc.constant([])),
  source: rarely(fc.string({ minLength: 1 })),
});

describe('row metadata', () => {
  it('returns the values that were added, whichever columns are empty at first', () => {
    fc.assert(
      fc.property(fc.array(anEntry, { maxLength: 60 }), (given) => {
        const entries = new RowMetadata();
        for (const entry of given) entries.push(entry, entry.checkpoint, entry.source, entry.supersedes);
        expect(entries.length).toBe(given.length);
        for (const [index, entry] of given.entries()) {
          expect(entries.entryAt(index)).toEqual(entry);
          expect(entries.checkpoint(index)).toBe(entry.checkpoint);
        }
      }),
    );
  });

  it('of selected rows are theirs, and their superseded rows the given ones', () => {
    fc.assert(
      fc.property(
        fc.array(anEntry, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(29)),
        (given, places) => {
          const entries = new RowMetadata();
          for (const entry of given) entries.push(entry, entry.checkpoint, entry.source, entry.supersedes);
          const indexes = places.filter((place) => place < given.length);
          const selected = entries.select(indexes, (index) => (index === 0 ? [] : undefined));
          expect(selected.length).toBe(indexes.length);
          for (const [at, index] of indexes.entries())
            expect(selected.entryAt(at)).toEqual({
              ...given[index],
              supersedes: index === 0 ? [] : undefined,
            });
        },
      ),
    );
  });

  it('returns the superseded rows of each row also where an earlier row repeats', () => {
    const [checkpoint] = checkpoints;
    const row = { orderingKey: undefined, dedupKey: undefined, deleted: false };
    const entries = new RowMetadata();
    for (const _ of [0, 1, 2]) entries.push(row, checkpoint!, undefined);
    entries.addDuplicate(0, { checkpoint: checkpoint!, source: undefined, heldBytes: 1 });
    entries.push(row, checkpoint!, undefined, []);
    expect([0, 1, 2, 3].map((index) => entries.supersedes(index)?.length)).toEqual([
      1,
      undefined,
      undefined,
      0,
    ]);
  });
});

describe('the memory of record texts', () => {
  const sourced = (sources: readonly string[]): RowMetadata => {
    const entries = new RowMetadata();
    for (const source of sources)
      entries.push({ orderingKey: undefined, dedupKey: undefined, deleted: false }, checkpoints[0]!, source);
    return entries;
  };
  const memoryOf = (packing: Packing) => packing.body()[0]!.buffer;
  const oneRow = (): Packing => {
    const packing = new Packing(oneRowPerRequest);
    packing.append('1');
    return packing;
  };

  it('is shared by many records, also in a part of the batch', () => {
    const allocate = vi.spyOn(Buffer, 'allocUnsafe');
    onTestFinished(() => allocate.mockRestore());
    const entries = sourced(Array.from({ length: 100 }, (_, index) => `{"id":${index}}`));
    const selected = entries.select([1, 98, 3], () => undefined);
    expect(allocate).not.toHaveBeenCalled();
    expect([0, 1, 2].map((at) => selected.source(at))).toEqual(['{"id":1}', '{"id":98}', '{"id":3}']);
  });

  it('is given to the next batch when it is released', () => {
    const before = oneRow();
    const memory = memoryOf(before);
    before.release();
    // The second text takes a whole segment, the free one.
    const entries = sourced(['x'.repeat(40_000), 'y']);
    const during = oneRow();
    entries.release();
    const after = oneRow();
    expect([memoryOf(during) === memory, memoryOf(after) === memory]).toEqual([false, true]);
    for (const packing of [during, after]) packing.release();
  });
});
