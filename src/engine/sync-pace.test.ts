import { describe, expect, it } from 'vitest';
import { delivered } from '../define/batch.ts';
import { deliverAll, fakeStore, gate, record, streamState } from './testing/fixtures.ts';
import { startSync } from './testing/start-sync.ts';

const KIB = 1024;
const SMALL_MEMORY = { budgetBytes: 100 * KIB, stateBytes: 0 };
const padded = (id: number): string => record('a', id, { pad: 'x'.repeat(10 * KIB) });
/** An eighth of the defaults; 16 large records fill the budget. */
const MEMORY = { budgetBytes: 2 * KIB * KIB, stateBytes: 8 * KIB * KIB };
const LARGE = 128 * KIB;
const large = (id: number, more: object = {}): string => record('a', id, { ...more, pad: 'x'.repeat(LARGE) });

describe('a slow provider', () => {
  it('pauses reading while many batches wait, and resumes it when they are delivered', async () => {
    const first = gate();
    const run = startSync({
      concurrency: 2,
      operation: { limits: { maxRows: 1 }, deliver: (batch) => first.passed.then(() => deliverAll(batch)) },
    });
    const lines = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => record('a', from + index));
    await run.feed(...lines(0, 5));
    expect(run.input.isPaused()).toBe(false);
    await run.feed(...lines(5, 5));
    expect(run.input.isPaused()).toBe(true);
    await run.feed(...lines(10, 100));
    expect(run.plans[0]!.report.received).toBe(10);
    first.open();
    await run.clock.advance(0);
    expect(run.input.isPaused()).toBe(false);
    await run.end(streamState('a', 1));
    expect(run.emitted).toEqual([{ id: 1, delivered: 110, rejected: 0 }]);
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
  });

  it('pauses reading when the budget is full, and resumes it', async () => {
    const first = gate();
    const run = startSync({
      memory: MEMORY,
      operation: { limits: { maxRows: 1 }, deliver: (batch) => first.passed.then(() => deliverAll(batch)) },
    });
    for (let id = 0; id < 40; id++) run.input.write(`${large(id)}\n`);
    for (let turn = 0; turn < 10; turn++) await run.clock.advance(0);
    expect(run.input.isPaused()).toBe(true);
    expect(run.plans[0]!.report.received).toBeLessThan(40);
    first.open();
    run.input.end();
    for (let turn = 0; turn < 20; turn++) await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
    expect(run.plans[0]!.report.delivered).toBe(40);
  });

  it('pauses reading until a delivery has settled enough rows, also while the others wait to be sent again', async () => {
    const [first, second] = [gate(), gate()];
    const run = startSync({
      memory: SMALL_MEMORY,
      operation: {
        limits: { maxRows: 40 },
        deliver: async (batch) => {
          if (batch.size === 1) return second.passed.then(() => deliverAll(batch));
          await first.passed;
          return batch.each(({ index }) => (index === 0 ? { status: 'retry', reason: 'busy' } : delivered));
        },
      },
    });
    await run.feed(...Array.from({ length: 40 }, (_, id) => padded(id)));
    expect(run.input.isPaused()).toBe(true);
    first.open();
    await run.clock.advance(0);
    expect([run.plans[0]!.report.delivered, run.input.isPaused()]).toEqual([39, false]);
    second.open();
    await run.end();
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
  });
});

describe('a budget that is held by open batches', () => {
  it('has them sealed, so that a batch larger than the budget cannot stop the sync', async () => {
    const run = startSync({ memory: MEMORY, operation: { limits: { maxRows: 1_000_000 } } });
    for (let id = 0; id < 70; id++) await run.feed(large(id));
    expect(run.sent.flat().length).toBeGreaterThanOrEqual(64);
    expect(run.input.isPaused()).toBe(false);
    await run.end();
    expect(run.outcome).toMatchObject({ ended: true, error: undefined, at: 0 });
    expect(run.sent.flat()).toEqual(Array.from({ length: 70 }, (_, id) => id));
  });

  it('has them sealed also if they are many small ones of different batch keys and lanes', async () => {
    const run = startSync({
      memory: MEMORY,
      operation: {
        limits: { maxRows: 1000, maxBytes: 2 * LARGE },
        orderingKey: (row) => String(row.id),
        batchKey: (row) => String(row.id),
      },
    });
    for (let id = 0; id < 80; id++) await run.feed(large(id));
    expect(run.sent.length).toBeGreaterThan(0);
    await run.end(streamState('a', 1));
    expect(run.outcome).toMatchObject({ ended: true, error: undefined, at: 0 });
    expect(run.emitted).toEqual([{ id: 1, delivered: 80, rejected: 0 }]);
  });

  it('has them sealed as soon as the last running batch has ended, not at their maximum age', async () => {
    const small = gate();
    const run = startSync({
      memory: MEMORY,
      operation: {
        limits: { maxRows: 2 },
        batchKey: (row) => String(row.group),
        deliver: async (batch) => {
          if (batch.batchKey === 'small') await small.passed;
          return deliverAll(batch);
        },
      },
    });
    await run.feed(record('a', 0, { group: 'small' }), record('a', 1, { group: 'small' }));
    // One chunk exceeds the budget by far, so that open batches fill it and not running ones.
    await run.feed(...Array.from({ length: 40 }, (_, index) => large(index + 2, { group: index })));
    expect([run.input.isPaused(), run.sent]).toEqual([true, [[0, 1]]]);
    small.open();
    await run.clock.advance(0);
    expect(run.clock.monotonic()).toBe(0);
    expect(run.plans[0]!.report.delivered).toBe(42);
    expect(run.input.isPaused()).toBe(false);
    await run.end();
    expect(run.outcome).toMatchObject({ ended: true, error: undefined });
  });

  it('has them sealed as soon as the last rejected record is kept, if nothing else runs', async () => {
    const kept = gate();
    const run = startSync({
      memory: SMALL_MEMORY,
      rejects: fakeStore(() => kept.passed).store,
      config: { max_rejected_percent: 100 },
      operation: { limits: { maxRows: 1_000 } },
    });
    await run.feed(record('a', 'x' as never));
    await run.feed(...Array.from({ length: 40 }, (_, id) => padded(id)));
    expect([run.input.isPaused(), run.sent]).toEqual([true, []]);
    kept.open();
    await run.clock.advance(0);
    expect(run.sent.flat()).toHaveLength(40);
    expect(run.input.isPaused()).toBe(false);
    await run.end();
    expect(run.outcome).toMatchObject({ ended: true, error: undefined, at: 0 });
  });

  it('counts waiting states, and seals the batches that they wait for', async () => {
    const run = startSync({ memory: MEMORY, operation: { limits: { maxRows: 1000 } } });
    const state = streamState('a', 1).replace('"id"', `"blob":"${'x'.repeat(LARGE)}","id"`);
    await run.feed(record('a', 1));
    for (let n = 0; n < 40; n++) await run.feed(state);
    expect(run.emitted.length).toBeGreaterThan(30);
    expect(run.input.isPaused()).toBe(false);
    await run.end();
    expect(run.outcome).toMatchObject({ ended: true, error: undefined, at: 0 });
  });
});

it('a slow reader of stdout pauses the input until it has caught up', async () => {
  const run = startSync({ operation: { limits: { maxRows: 1 } } });
  run.reader.blocked = true;
  await run.feed(record('a', 1), streamState('a', 10));
  expect(run.input.isPaused()).toBe(true);
  await run.feed(record('a', 2));
  expect(run.plans[0]!.report.received).toBe(1);
  run.reader.blocked = false;
  run.reader.drained();
  await run.clock.advance(0);
  expect(run.plans[0]!.report.received).toBe(2);
  await run.end();
});
