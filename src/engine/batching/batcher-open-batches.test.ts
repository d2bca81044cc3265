import { describe, expect, it, vi } from 'vitest';
import type { BatchLimits } from '../../define/batch.ts';
import { jsonArray } from '../../define/framing.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { testStreamRun } from '../../testing/test-batch.ts';
import { Checkpoint } from '../settlement/checkpoint.ts';
import { Ledger } from '../settlement/ledger.ts';
import { Batcher, type BatchingRules, type NewRow } from './batcher.ts';
import { OpenBatches } from './open-batches.ts';
import type { PackedBatch } from './packed-batch.ts';

const SEGMENT = 64 * 1024;
const SEPARATE = { onDuplicate: 'separate-batches' } as const;
const newCheckpoint = () => new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'any' }));

function start(limits: BatchLimits, rules: Pick<BatchingRules, 'onDuplicate'> = {}) {
  const clock = fakeClock();
  const opens = new OpenBatches();
  const sealed: { readonly batch: PackedBatch; readonly at: number }[] = [];
  const batcher = new Batcher(
    { limits, framing: jsonArray, ...rules },
    testStreamRun,
    clock,
    (batch) => sealed.push({ batch, at: clock.monotonic() }),
    opens,
  );
  const first = newCheckpoint();
  const add = (row: Partial<NewRow>, checkpoint = first, source?: string): number | undefined =>
    batcher.add(
      { text: '1', orderingKey: undefined, batchKey: undefined, dedupKey: undefined, deleted: false, ...row },
      undefined,
      checkpoint,
      source,
    );
  const memory = (): number[] => sealed.map(({ batch }) => batch.body()[0]!.buffer.byteLength);
  return { clock, opens, sealed, batcher, add, memory, first };
}

describe('the memory of a batch', () => {
  it('is a whole segment for the first 64 open batches, and small for further ones', () => {
    const { batcher, add, memory } = start({ maxRows: 10 });
    for (let id = 0; id < 66; id++) add({ batchKey: String(id) });
    batcher.flush();
    expect(memory()).toEqual([...Array<number>(64).fill(SEGMENT), 512, 512]);
  });

  it('is exactly its size if it has one row at most', () => {
    const text = `"${'x'.repeat(40_000)}"`;
    for (const [maxRows, expected] of [
      [1, text.length + 2],
      [2, SEGMENT],
    ] as const) {
      const { batcher, add, memory } = start({ maxRows });
      add({ text });
      batcher.flush();
      expect(memory()).toEqual([expected]);
    }
  });
});

describe('a batcher', () => {
  it('sets one timer for batches that are due at the same time', () => {
    const { clock, add } = start({ maxRows: 10 });
    const after = vi.spyOn(clock, 'after');
    for (const batchKey of ['a', 'b']) add({ batchKey });
    expect(after).toHaveBeenCalledTimes(1);
  });

  it('counts a row that repeats an earlier row in its own checkpoint, with its own record', () => {
    const { batcher, sealed, add, first } = start({ maxRows: 10 }, SEPARATE);
    const second = newCheckpoint();
    add({ dedupKey: 'a', hash: 1 }, first, '{"n":1}');
    expect(add({ dedupKey: 'a', hash: 1 }, second, '{"n":2}')).toBe(7);
    batcher.flush();
    expect(sealed).toHaveLength(1);
    const { entries } = sealed[0]!.batch;
    expect(entries.checkpoint(0)).toBe(first);
    expect(entries.supersedes(0)).toMatchObject([{ source: '{"n":2}', isEqual: true }]);
    expect(entries.supersedes(0)![0]!.checkpoint).toBe(second);
  });

  it('counts a further batch for a repeated dedup key as an open batch', () => {
    const { opens, batcher, add } = start({ maxRows: 10 }, SEPARATE);
    for (const text of ['1', '2']) add({ text, dedupKey: 'a', hash: 1 });
    expect(opens.size).toBe(2);
    batcher.flush();
    expect(opens.size).toBe(0);
  });

  it('leaves no open batch behind if a row with a repeated dedup key is too large for any batch', () => {
    const { opens, sealed, add } = start({ maxRows: 10, maxBytes: 20 }, SEPARATE);
    add({ dedupKey: 'a', hash: 1 });
    expect(add({ text: '2'.repeat(40), dedupKey: 'a', hash: 1 })).toBeUndefined();
    expect([sealed.length, opens.size]).toEqual([1, 0]);
  });

  it('seals a batch when it is due while a later batch for a repeated dedup key is open', async () => {
    const { clock, sealed, add } = start({ maxRows: 10, maxAgeMs: 1000 }, SEPARATE);
    add({ text: '1', batchKey: 'a', dedupKey: 'k', hash: 1 });
    await clock.advance(200);
    add({ text: '2', batchKey: 'b', dedupKey: 'm', hash: 2 });
    await clock.advance(300);
    add({ text: '3', batchKey: 'a', dedupKey: 'k', hash: 1 });
    await clock.advance(1000);
    expect(sealed.map(({ batch, at }) => [batch.row(0).text, at])).toEqual([
      ['1', 1000],
      ['2', 1200],
      ['3', 1500],
    ]);
  });
});
