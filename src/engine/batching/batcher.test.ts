import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { BatchLimits } from '../../define/batch.ts';
import { jsonArray } from '../../define/framing.ts';
import { depth } from '../../testing/depth.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { bodyOf, testStreamRun } from '../../testing/test-batch.ts';
import { Checkpoint } from '../settlement/checkpoint.ts';
import { Ledger } from '../settlement/ledger.ts';
import { idsOf } from '../testing/fixtures.ts';
import type { Slot } from './batch-slots.ts';
import { Batcher } from './batcher.ts';
import { OpenBatches } from './open-batches.ts';
import type { PackedBatch } from './packed-batch.ts';

const NO_SLOT: Slot = { batchKey: undefined, lane: undefined };
const checkpoint = new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'any' }));

function start(limits: BatchLimits, opens = new OpenBatches()) {
  const clock = fakeClock();
  const sealed: {
    readonly ids: number[];
    readonly bytes: number;
    readonly slot: Slot;
    readonly at: number;
  }[] = [];
  const batcher = new Batcher(
    { limits, framing: jsonArray },
    testStreamRun,
    clock,
    (batch: PackedBatch, { batchKey, lane }) => {
      expect(Buffer.byteLength(bodyOf(batch))).toBe(batch.bytes);
      sealed.push({ ids: idsOf(batch), bytes: batch.bytes, slot: { batchKey, lane }, at: clock.monotonic() });
      batch.release();
    },
    opens,
  );
  const add = (id: number, slot = NO_SLOT, pad = 0): number | undefined =>
    batcher.add(
      {
        text: textOf(id, pad),
        orderingKey: undefined,
        batchKey: slot.batchKey,
        dedupKey: undefined,
        deleted: false,
      },
      slot.lane,
      checkpoint,
      undefined,
    );
  return { clock, batcher, sealed, add };
}

const textOf = (id: number, pad: number): string => `{"id":${id},"pad":"${'é'.repeat(pad)}"}`;
const sizeOf = (id: number, pad: number): number => Buffer.byteLength(textOf(id, pad));

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      lane: fc.option(fc.nat(2), { nil: undefined }),
      batchKey: fc.constantFrom('', 'a', '1 a', '\u0000'),
      pad: fc.nat(60),
    }),
  },
  { weight: 2, arbitrary: fc.record({ wait: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.constant({ flush: true }) },
);

describe('a batcher', () => {
  it('puts each row into one batch, keeps the order of a slot and every limit, and never mixes slots', async () => {
    const limits = fc.record({
      maxRows: fc.integer({ min: 1, max: 6 }),
      maxBytes: fc.integer({ min: 60, max: 200 }),
      maxAgeMs: fc.integer({ min: 1, max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(
        limits,
        fc.boolean(),
        fc.array(step, { maxLength: 60 }),
        async (limits, hasGroups, steps) => {
          const { clock, batcher, sealed, add } = start(limits);
          const taken = new Map<number, { readonly slot: Slot; readonly at: number }>();
          let id = 0;
          for (const each of steps) {
            if ('flush' in each) batcher.flush();
            else if ('wait' in each) await clock.advance(each.wait);
            else {
              const slot = { lane: each.lane, batchKey: hasGroups ? each.batchKey : undefined };
              const size = add(++id, slot, each.pad);
              expect(size).toBe(
                sizeOf(id, each.pad) + 2 > limits.maxBytes ? undefined : sizeOf(id, each.pad),
              );
              if (size !== undefined) taken.set(id, { slot, at: clock.monotonic() });
            }
            const gone = sealed.flatMap(({ ids }) => ids);
            expect(batcher.waitingRows).toBe(taken.size - gone.length);
          }
          await clock.drain();
          expect(batcher.waitingRows).toBe(0);
          expect(sealed.flatMap(({ ids }) => ids).sort((a, b) => a - b)).toEqual([...taken.keys()]);
          const last = new Map<string, number>();
          for (const batch of sealed) {
            expect(batch.ids.length).toBeLessThanOrEqual(limits.maxRows);
            expect(batch.bytes).toBeLessThanOrEqual(limits.maxBytes);
            expect(batch.at - taken.get(batch.ids[0]!)!.at).toBeLessThanOrEqual(limits.maxAgeMs);
            for (const each of batch.ids) {
              expect(taken.get(each)!.slot).toEqual(batch.slot);
              const slot = JSON.stringify([batch.slot.lane ?? null, batch.slot.batchKey ?? null]);
              expect(each).toBeGreaterThan(last.get(slot) ?? 0);
              last.set(slot, each);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('seals a batch exactly when its oldest row reaches the maximum age', async () => {
    const { clock, sealed, add } = start({ maxRows: 10, maxAgeMs: 1000 });
    add(1, { batchKey: 'a', lane: undefined });
    await clock.advance(400);
    add(2, { batchKey: 'b', lane: undefined });
    await clock.advance(200);
    add(3, { batchKey: 'a', lane: undefined });
    await clock.advance(399);
    expect(sealed).toEqual([]);
    await clock.advance(1);
    expect(sealed.map(({ ids }) => ids)).toEqual([[1, 3]]);
    await clock.advance(399);
    expect(sealed).toHaveLength(1);
    await clock.advance(1);
    expect(sealed.map(({ ids, at }) => [ids, at])).toEqual([
      [[1, 3], 1000],
      [[2], 1400],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('seals what is due also where rows without a batch key came later', async () => {
    const { clock, sealed, add } = start({ maxRows: 10, maxAgeMs: 1000 });
    add(1, { batchKey: 'a', lane: undefined });
    await clock.advance(500);
    add(2);
    await clock.advance(1000);
    expect(sealed.map(({ ids, at }) => [ids, at])).toEqual([
      [[1], 1000],
      [[2], 1500],
    ]);
  });

  it('sets one timer for a batch, and none when it is sealed', async () => {
    const { clock, add } = start({ maxRows: 10, maxAgeMs: 1000 });
    const after = vi.spyOn(clock, 'after');
    add(1);
    await clock.advance(2000);
    expect(after).toHaveBeenCalledTimes(1);
  });

  it('gives no delivery order where rows of one dedup key may share a batch', () => {
    const orders: unknown[] = [];
    const batcher = new Batcher(
      { limits: { maxRows: 1 }, framing: jsonArray },
      testStreamRun,
      fakeClock(),
      (...[, , order]) => orders.push(order),
    );
    const row = { text: '1', orderingKey: undefined, batchKey: undefined, dedupKey: 'a', deleted: false };
    batcher.add(row, undefined, checkpoint, undefined);
    expect(orders).toEqual([undefined]);
  });

  it('counts the age of a batch from its own first row while a timer of an older batch runs', async () => {
    const { clock, sealed, add } = start({ maxRows: 2, maxAgeMs: 1000 });
    add(1);
    await clock.advance(500);
    add(2);
    add(3);
    await clock.advance(999);
    expect(sealed.map(({ ids }) => ids)).toEqual([[1, 2]]);
    await clock.advance(1);
    expect(sealed.map(({ ids }) => ids)).toEqual([[1, 2], [3]]);
  });

  it('seals a batch after 30 s if the operation sets no maximum age', async () => {
    const { clock, sealed, add } = start({ maxRows: 2 });
    add(1);
    await clock.advance(29_999);
    expect(sealed).toEqual([]);
    await clock.advance(1);
    expect(sealed).toHaveLength(1);
  });

  it('seals a batch exactly at the row or byte that reaches a limit', () => {
    const rows = start({ maxRows: 2 });
    rows.add(1);
    expect(rows.sealed).toEqual([]);
    rows.add(2);
    expect(rows.sealed).toHaveLength(1);
    const full = Buffer.byteLength(`[${textOf(1, 0)},${textOf(2, 0)}]`);
    for (const [bytes, ids] of [
      [full, []],
      [full - 1, [[1]]],
    ] as const) {
      const { sealed, add } = start({ maxRows: 10, maxBytes: bytes });
      add(1);
      add(2);
      expect(sealed.map((each) => each.ids)).toEqual(ids);
    }
  });

  it('rejects a row that is larger than a batch and delivers the rows around it', () => {
    const { batcher, sealed, add } = start({ maxRows: 10, maxBytes: 40 });
    expect([add(1), add(2, NO_SLOT, 40), add(3)]).toEqual([sizeOf(1, 0), undefined, sizeOf(3, 0)]);
    batcher.flush();
    expect(sealed.flatMap(({ ids }) => ids)).toEqual([1, 3]);
  });

  it('seals the oldest batch of all streams beyond the limit of open batches, never the new one', () => {
    const opens = new OpenBatches(3);
    const [one, two] = [start({ maxRows: 10 }, opens), start({ maxRows: 10 }, opens)] as const;
    const group = (name: string): Slot => ({ batchKey: name, lane: undefined });
    one.add(1, group('a'));
    two.add(2, group('a'));
    one.add(3);
    one.add(4, group('a'));
    expect(opens.size).toBe(3);
    two.add(5, group('b'));
    two.add(6, group('c'));
    expect(one.sealed.map(({ ids }) => ids)).toEqual([[1, 4]]);
    expect(two.sealed.map(({ ids }) => ids)).toEqual([[2]]);
    for (const { batcher } of [one, two]) batcher.flush();
    expect(opens.size).toBe(0);
    expect(one.sealed.map(({ ids }) => ids)).toEqual([[1, 4], [3]]);
  });

  it('seals each of very many open batches when it is due', async () => {
    const clock = fakeClock();
    let sealed = 0;
    const batcher = new Batcher(
      { limits: { maxRows: 10, maxAgeMs: 1000 }, framing: jsonArray },
      ...([testStreamRun, clock, () => void sealed++, new OpenBatches(1e6)] as const),
    );
    const add = (batchKey: string): void =>
      void batcher.add(
        { text: '{}', orderingKey: undefined, batchKey, dedupKey: undefined, deleted: false },
        ...([undefined, checkpoint, undefined] as const),
      );
    // At night more batches than a function call takes arguments.
    const batches = depth(20_000, 130_000);
    for (let id = 0; id < batches; id++) add(String(id));
    await clock.advance(500);
    add('later');
    await clock.advance(500);
    expect([sealed, batcher.waitingRows]).toEqual([batches, 1]);
    await clock.advance(500);
    expect(batcher.waitingRows).toBe(0);
  });
});
