import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Checkpoint } from '../settlement/checkpoint.ts';
import { Ledger } from '../settlement/ledger.ts';
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
});
