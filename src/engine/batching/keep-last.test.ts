import { describe, expect, it } from 'vitest';
import { jsonArray } from '../../define/framing.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { bodyOf, packedBatch, testStreamRun } from '../../testing/test-batch.ts';
import { Checkpoint } from '../settlement/checkpoint.ts';
import { Ledger } from '../settlement/ledger.ts';
import { idsOf } from '../testing/fixtures.ts';
import { Batcher, type BatchingRules } from './batcher.ts';
import { keepLast } from './keep-last.ts';

describe('keepLast', () => {
  it('keeps the last row of a dedup key and attaches the earlier ones to it', () => {
    const batch = packedBatch(['{"id":1}', '{"id":2}', '{"id":3}', '{"id":4}'], {
      dedupKeys: ['a', 'b', 'a', 'a'],
    });
    const rest = keepLast(batch);
    expect(bodyOf(rest)).toBe('[{"id":2},{"id":4}]');
    expect([0, 1].map((index) => rest.entries.supersedes(index)?.map(({ source }) => source))).toEqual([
      undefined,
      ['{"id":1}', '{"id":3}'],
    ]);
    expect(rest.part([1]).entries.supersedes(0)).toHaveLength(2);
  });

  it('attaches an earlier row as an earlier version, with the bytes that the budget holds for it', () => {
    const batch = packedBatch(['{"id":1}', '{"id":2}'], { dedupKeys: ['a', 'a'] });
    expect(keepLast(batch).entries.supersedes(0)).toEqual([
      { ...batch.entries.entryAt(0), source: '{"id":1}', heldBytes: batch.heldBytesOf(0), isEqual: false },
    ]);
  });

  it('keeps every row without a dedup key', () => {
    const batch = packedBatch(['{"id":1}', '{"id":2}', '{"id":3}', '{"id":4}'], {
      dedupKeys: [undefined, 'a', undefined, 'a'],
    });
    const rest = keepLast(batch);
    expect(idsOf(rest)).toEqual([1, 3, 4]);
    expect([0, 1].map((index) => rest.entries.supersedes(index))).toEqual([undefined, undefined]);
  });

  it('releases the memory of the batch that it replaces', () => {
    const batch = packedBatch(['{"id":1}', '{"id":2}'], { dedupKeys: ['a', 'a'] });
    keepLast(batch);
    expect(batch.body()).toEqual([]);
  });

  it('returns the same batch if no dedup key repeats', () => {
    const batch = packedBatch(['{"id":1}', '{"id":2}'], { dedupKeys: ['a', 'b'] });
    expect(keepLast(batch)).toBe(batch);
  });
});

describe("rows of one dedup key with onDuplicate 'same-batch'", () => {
  function start(limits: BatchingRules['limits']) {
    const clock = fakeClock();
    const sealed: number[][] = [];
    const checkpoint = new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'any' }));
    const batcher = new Batcher(
      { limits, framing: jsonArray, onDuplicate: 'same-batch' },
      testStreamRun,
      clock,
      (batch) => sealed.push(idsOf(batch)),
    );
    const add = (id: number, dedupKey: string | undefined, batchKey?: string) =>
      batcher.add(
        { text: `{"id":${id}}`, orderingKey: undefined, batchKey, dedupKey, deleted: false },
        undefined,
        checkpoint,
        undefined,
      );
    return { clock, sealed, batcher, add };
  }

  it('share a batch that is already full by rows', () => {
    const { sealed, add } = start({ maxRows: 2 });
    add(1, 'a');
    add(2, 'b');
    add(3, 'b');
    add(4, 'a');
    expect(sealed).toEqual([]);
    add(5, 'c');
    expect(sealed).toEqual([[1, 2, 3, 4]]);
  });

  it('are what a full batch waits for: a row of another key seals it', () => {
    const { sealed, add } = start({ maxRows: 2 });
    add(1, 'a');
    add(2, 'b');
    add(3, 'c');
    expect(sealed).toEqual([[1, 2]]);
  });

  it('cannot follow a full batch without dedup keys, which any row seals', () => {
    const { sealed, add } = start({ maxRows: 1 });
    add(1, undefined);
    add(2, 'a');
    expect(sealed).toEqual([[1]]);
  });

  it('are not rows without a dedup key, also after a row of one of its keys', () => {
    const { sealed, add } = start({ maxRows: 2 });
    add(1, undefined);
    add(2, 'a');
    add(3, 'a');
    add(4, undefined);
    expect(sealed).toEqual([[1, 2, 3]]);
  });

  it('are not rows without a dedup key, which a full batch does not wait for', () => {
    const { sealed, add } = start({ maxRows: 2 });
    add(1, 'a');
    add(2, undefined);
    add(3, undefined);
    expect(sealed).toEqual([[1, 2]]);
  });

  it('do not hold back batches of other batch keys', async () => {
    const { sealed, clock, add } = start({ maxRows: 2, maxAgeMs: 1000 });
    add(1, 'a', 'one');
    add(2, 'x', 'other');
    await clock.advance(500);
    add(3, 'b', 'one');
    await clock.advance(1000);
    expect(sealed).toEqual([[1, 3]]);
    await clock.advance(500);
    expect(sealed).toEqual([[1, 3], [2]]);
  });

  it('share a batch that is due, if they follow at once', async () => {
    const { sealed, add, clock } = start({ maxRows: 10, maxAgeMs: 5_000 });
    add(1, 'a');
    await clock.advance(5_500);
    add(2, 'a');
    expect(sealed).toEqual([]);
    await clock.advance(500);
    expect(sealed).toEqual([[1, 2]]);
  });

  it('hold back a batch for one second at most, for any number of rows', async () => {
    const { sealed, add, clock } = start({ maxRows: 1 });
    for (let id = 0; id < 20; id++) {
      add(id, 'a');
      await clock.advance(100);
    }
    expect(sealed[0]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are separated only by the limit of bytes', () => {
    const { sealed, add } = start({ maxRows: 1, maxBytes: 19 });
    add(1, 'a');
    add(2, 'a');
    add(3, 'a');
    expect(sealed).toEqual([[1, 2]]);
  });
});
