import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Batch } from '../define/batch.ts';
import { type RowOutcome, staged } from '../define/batch.ts';
import type { AnyOperation } from '../define/operation.ts';
import type { RejectStore } from '../rejects/rejection.ts';
import { heldBytesFor } from './memory-budget.ts';
import { deliverAll, fakeStore, gate, globalState, record, streamState } from './testing/fixtures.ts';
import { type SyncSetup, startSync } from './testing/start-sync.ts';
import { watchBudgets } from './testing/watch-budgets.ts';

afterEach(() => vi.restoreAllMocks());

const KIB = 1024;
const MEMORY = { budgetBytes: 100 * KIB, stateBytes: 200 * KIB };
const PAD = 'x'.repeat(KIB);
const invalid = JSON.stringify({
  type: 'RECORD',
  record: { stream: 'a', data: { pad: PAD }, emitted_at: 1 },
});
const padded = (state: string, pad = 10 * KIB): string =>
  state.replace('"id"', `"pad":"${'x'.repeat(pad)}","id"`);
const rejectAll = (batch: Batch) =>
  Promise.resolve(batch.each((): RowOutcome => ({ status: 'rejected', reason: 'no' })));

/** A store whose calls wait until the test releases one or all of them. */
function slowStore() {
  const first = gate();
  const sizes: number[] = [];
  const { store, kept } = fakeStore((rejections) => {
    sizes.push(rejections.length);
    return sizes.length === 1 ? first.passed : Promise.resolve();
  });
  return { store, kept, sizes, open: first.open };
}

const start = (setup: SyncSetup) =>
  startSync({ config: { max_rejected_percent: 100 }, memory: MEMORY, ...setup });
async function feedEach(
  run: ReturnType<typeof startSync>,
  count: number,
  line: (at: number) => string,
): Promise<void> {
  for (let at = 0; at < count; at++) await run.feed(line(at));
}

describe('rejected records that wait for a slow store', () => {
  it.each([
    ['before batching', () => invalid, {}],
    [
      'by the provider',
      (at: number) => record('a', at, { pad: PAD }),
      { limits: { maxRows: 1 }, deliver: rejectAll },
    ],
  ])(
    'pause reading if they were rejected %s, and are all kept',
    async (_, line, operation: Partial<AnyOperation>) => {
      const held = watchBudgets();
      const { store, kept, open } = slowStore();
      const run = start({ rejects: store, operation, concurrency: 1_000 });
      await feedEach(run, 400, line);
      expect(run.input.isPaused()).toBe(true);
      expect(run.plans[0]!.report.received).toBeLessThan(120);
      expect(held.peak).toBeLessThan(MEMORY.budgetBytes + 5 * KIB);
      open();
      await run.clock.advance(0);
      await run.end(streamState('a', 1));
      await run.clock.advance(0);
      expect(run.outcome).toMatchObject({ ended: true, error: undefined });
      expect(run.emitted).toEqual([{ id: 1, delivered: 0, rejected: 400 }]);
      expect([kept.length, run.plans[0]!.report.rejected, held.now]).toEqual([400, 400, 0]);
    },
  );

  it('go into the next call together', async () => {
    const { store, sizes, open } = slowStore();
    const run = start({ rejects: store, memory: { budgetBytes: 1_000 * KIB, stateBytes: 0 } });
    await feedEach(run, 50, () => invalid);
    expect(sizes).toEqual([1]);
    open();
    await run.end();
    expect(sizes).toEqual([1, 49]);
  });

  it('are written in calls of at most 4 MiB', async () => {
    const { store, sizes, open } = slowStore();
    const run = start({ rejects: store, memory: { budgetBytes: 100 * KIB * KIB, stateBytes: 0 } });
    const large = invalid.replace(PAD, 'x'.repeat(KIB * KIB));
    await feedEach(run, 10, () => large);
    open();
    await run.end();
    // Three, because each has some bytes beside its column of 1 MiB.
    expect(sizes).toEqual([1, 3, 3, 3]);
  });

  it('do not seal batches that are not full, because those do not hold the budget', async () => {
    const { store, open } = slowStore();
    const run = start({ rejects: store, operation: { limits: { maxRows: 1_000 } } });
    await run.feed(record('a', 1));
    await feedEach(run, 200, () => invalid);
    expect([run.input.isPaused(), run.sent]).toEqual([true, []]);
    open();
    await run.end();
    expect(run.sent).toEqual([[1]]);
  });

  it('are not written to a store that has failed, and no state covers them', async () => {
    let calls = 0;
    const { store } = fakeStore(() => {
      calls++;
      return Promise.reject(new Error('gone'));
    });
    const run = start({ rejects: store, operation: { limits: { maxRows: 1 }, deliver: rejectAll } });
    await run.end(record('a', 1), invalid, streamState('a', 1), invalid);
    await run.clock.advance(0);
    expect(run.outcome.error).toBeDefined();
    expect([calls, run.emitted]).toEqual([1, []]);
  });

  it('hold no text if the store keeps none', async () => {
    const held = watchBudgets();
    const store: RejectStore = { ...fakeStore().store, keeps: false };
    const run = start({ rejects: store });
    await run.feed(invalid);
    expect(held.peak).toBeLessThan(KIB);
    await run.end();
  });
});

it('the memory budget has room for two batches of the largest size beside its own', async () => {
  const held = watchBudgets();
  const first = gate();
  const run = start({
    concurrency: 1_000,
    operation: {
      limits: { maxRows: 1, maxBytes: 50 * KIB },
      deliver: (batch) => first.passed.then(() => deliverAll(batch)),
    },
  });
  await feedEach(run, 300, (at) => record('a', at, { pad: PAD }));
  expect(run.input.isPaused()).toBe(true);
  expect(held.now).toBeGreaterThanOrEqual(200 * KIB);
  expect(held.now).toBeLessThan(202 * KIB);
  first.open();
  await run.end();
});

describe('the memory budget of a row', () => {
  const fields = z.object({ id: z.number() }) as unknown as AnyOperation['schema'];
  const line = record('a', 1, { pad: PAD });
  const source = JSON.stringify({ id: 1, pad: PAD });

  it.each([
    ['its record too, where the row differs and rejected records are kept', true, source.length],
    ['its text alone, where rejected records are not kept', false, 0],
  ])('counts %s', async (_, keeps, beside) => {
    const held = watchBudgets();
    const run = start({
      rejects: { ...fakeStore().store, keeps },
      operation: { schema: fields, unmappedColumns: 'drop', limits: { maxRows: 10 } },
    });
    await run.feed(line);
    expect(held.now).toBe(heldBytesFor('{"id":1}'.length + beside));
    await run.end();
    expect(held.now).toBe(0);
  });

  it('counts its keys, and all of a superseded row until the later row has an outcome', async () => {
    const held = watchBudgets();
    const first = gate();
    const run = start({
      operation: {
        limits: { maxRows: 3 },
        onDuplicate: 'keep-last',
        dedupKey: () => 'dedup key',
        orderingKey: () => 'a long key',
        deliver: (batch) => first.passed.then(() => deliverAll(batch)),
      },
    });
    await run.feed(record('a', 1), record('a', 2), record('a', 3));
    expect(run.sent).toEqual([[3]]);
    expect(held.now).toBe(3 * heldBytesFor('{"id":1}dedup keya long key'.length));
    first.open();
    await run.end();
    expect(held.now).toBe(0);
    expect(run.plans[0]!.report).toMatchObject({ delivered: 1, skipped: 2 });
  });

  it.each(['delivered', 'rejected'] as const)(
    'is released once for rows that a %s row supersedes',
    async (status) => {
      const held = watchBudgets();
      const outcome: RowOutcome = status === 'delivered' ? { status } : { status, reason: 'no' };
      const run = start({
        operation: {
          limits: { maxRows: 2 },
          onDuplicate: 'keep-last',
          dedupKey: () => 'i',
          deliver: (batch) => Promise.resolve(batch.all(outcome)),
        },
      });
      for (let at = 0; at < 20; at++) await run.feed(record('a', at, { pad: PAD }));
      expect(held.now).toBe(0);
      await run.end();
      expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    },
  );
});

describe('states that only later input can release', () => {
  /** At first nine of ten records are rejected: too many until more have come. */
  const badStart = [record('a', 0), ...Array<string>(9).fill(invalid)];
  const config = { max_rejected_percent: 50 };
  const overwriting: SyncSetup = {
    streams: [{ name: 'a', destination_sync_mode: 'overwrite' }],
    operation: {
      syncModes: ['overwrite'],
      deliver: (batch) => Promise.resolve(batch.all(staged)),
      commit: () => Promise.resolve(),
    },
  };

  it.each([
    ['GLOBAL', globalState],
    ['STREAM', (id: number) => streamState('a', id)],
  ])('do not stop the input while too many of fewer than 100 records are rejected: %s', async (_, state) => {
    const run = start({ config });
    await run.feed(...badStart);
    await feedEach(run, 30, (id) => padded(state(id)));
    expect(run.emitted).toEqual([]);
    expect(run.input.isPaused()).toBe(false);
    // Later records lower the share, so the sync must not fail.
    await run.feed(...Array.from({ length: 20 }, (_, id) => record('a', id)));
    await run.end(state(100));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.ids()).toEqual([...Array(30).keys(), 100].filter((id) => run.ids().includes(id)));
    expect(run.ids().slice(-2)).toEqual([29, 100]);
  });

  it('are held until the check at the end, which fails the sync if the share is still too high', async () => {
    const run = start({ config });
    await run.feed(...badStart);
    await feedEach(run, 100, (id) => padded(globalState(id)));
    await run.end();
    expect(run.outcome.error).toMatchObject({ code: 'ERR_TOO_MANY_REJECTED' });
    expect(run.emitted).toEqual([]);
  });

  it.each([
    ['below their limit are all emitted', 1e9, (ids: readonly number[]) => ids.length],
    ['beyond their limit are merged, so that memory does not grow', MEMORY.stateBytes, () => undefined],
  ])('while an overwritten stream is read %s', async (_, states, complete) => {
    const held = watchBudgets();
    const run = start({ ...overwriting, memory: { ...MEMORY, stateBytes: states } });
    for (let id = 0; id < 200; id++) await run.feed(record('a', id), padded(streamState('a', id)));
    if (states < 1e9) expect(held.peak).toBeLessThan(MEMORY.budgetBytes + states + 30 * KIB);
    await run.end(globalState(200));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    const ids = run.ids();
    expect(complete(ids) ?? 201).toBe(201);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(ids.slice(-2)).toEqual([199, 200]);
    expect(run.emitted.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(200);
    expect(held.now).toBe(0);
    const merges = run.log.lines.filter((line) => line.includes('the next state covers'));
    expect(merges).toHaveLength(states < 1e9 ? 1 : 0);
  });

  it('never stop the input, even if one state is larger than all limits', async () => {
    const run = start(overwriting);
    await run.feed(record('a', 0));
    await feedEach(run, 5, (id) => padded(globalState(id), KIB * KIB));
    expect(run.input.isPaused()).toBe(false);
    await run.end();
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.ids()).toContain(4);
  });
});

it('at most 10,000 batches are open for any number of batch keys: the oldest are sealed', async () => {
  const run = startSync({ operation: { limits: { maxRows: 10 }, batchKey: ({ id }) => String(id) } });
  await run.feed(...Array.from({ length: 10_050 }, (_, id) => record('a', id)));
  expect(run.sent).toEqual(Array.from({ length: 50 }, (_, id) => [id]));
  run.terminate(new Error('enough'));
  await run.done;
});
