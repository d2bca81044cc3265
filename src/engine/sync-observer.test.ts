import { describe, expect, it } from 'vitest';
import { fakeObserver } from './testing/fake-observer.ts';
import { fakeStore, gate, record, streamState } from './testing/fixtures.ts';
import { heldDeliveries, startSync } from './testing/start-sync.ts';

describe('the observer of a sync', () => {
  it('learns the counts of records at any moment, and how many records each state covers', async () => {
    const { observer, counts, states } = fakeObserver();
    const run = startSync({ observer, operation: { limits: { maxRows: 2 } } });
    await run.feed(record('a', 1), record('a', 2), streamState('a', 10), record('a', 3));
    expect(counts()).toEqual({ received: 3, delivered: 2, skipped: 0, rejected: 0 });
    await run.end(record('a', 'x' as never), streamState('a', 20));
    expect(counts()).toEqual({ received: 4, delivered: 3, skipped: 0, rejected: 1 });
    expect(states).toEqual([2, 2]);
  });

  it('learns that the sync waits for messages when nothing is delivered, and that this ends', async () => {
    const { observer, purposes, open } = fakeObserver();
    const { operation, at } = heldDeliveries();
    const run = startSync({ observer, operation });
    await run.feed(streamState('a', 10));
    expect([purposes.at(-1), open()]).toEqual(['for messages', 1]);
    await run.feed(record('a', 1), streamState('a', 20));
    expect(open()).toBe(0);
    at(1).open();
    await run.clock.advance(0);
    expect([purposes.at(-1), open()]).toEqual(['for messages', 1]);
    await run.end();
    expect(open()).toBe(0);
  });

  it('learns that the wait for messages is over before their records are prepared', async () => {
    const { observer, open } = fakeObserver();
    const waits: number[] = [];
    const transform = (row: Record<string, unknown>) => {
      waits.push(open());
      return row;
    };
    const run = startSync({ observer, operation: { transform } });
    await run.feed(streamState('a', 10));
    expect(open()).toBe(1);
    await run.feed(record('a', 1));
    expect(waits).toEqual([0]);
    await run.end();
  });

  it('learns that the wait for messages is over when a batch is delivered because of its age', async () => {
    const { observer, open } = fakeObserver();
    const { operation, at } = heldDeliveries();
    const run = startSync({ observer, operation: { ...operation, limits: { maxRows: 10, maxAgeMs: 1000 } } });
    await run.feed(record('a', 1));
    expect(open()).toBe(1);
    await run.clock.advance(1000);
    expect([run.sent, open()]).toEqual([[[1]], 0]);
    at(1).open();
    await run.end();
  });

  it('learns of one wait for a slow reader, however much happens meanwhile', async () => {
    const { observer, purposes, open } = fakeObserver();
    const { operation, at } = heldDeliveries();
    const run = startSync({ observer, operation });
    run.reader.blocked = true;
    await run.feed(...[1, 2, 3].map((id) => record('a', id)));
    for (const id of [1, 2, 3]) {
      at(id).open();
      await run.clock.advance(0);
    }
    expect([purposes.filter((each) => each.includes('reader')).length, open()]).toEqual([1, 1]);
    run.reader.blocked = false;
    run.reader.drained();
    await run.end();
  });

  it('learns that the sync waits for a slow reader of stdout', async () => {
    const { observer, purposes, open } = fakeObserver();
    const run = startSync({ observer, operation: { limits: { maxRows: 1 } } });
    run.reader.blocked = true;
    await run.feed(record('a', 1), streamState('a', 10));
    expect([purposes.at(-1), open()]).toEqual(['for the reader of standard output', 1]);
    run.reader.blocked = false;
    run.reader.drained();
    await run.end();
    expect(open()).toBe(0);
  });

  it('learns that the sync waits for the reject store at the end of the input', async () => {
    const { observer, purposes, open } = fakeObserver();
    const kept = gate();
    const config = { max_rejected_percent: 100 };
    const run = startSync({ observer, config, rejects: fakeStore(() => kept.passed).store });
    await run.end(record('a', 'x' as never), streamState('a', 10));
    expect([purposes.at(-1), open(), run.outcome.ended]).toEqual(['for the reject store', 1, false]);
    kept.open();
    await run.clock.advance(0);
    expect([open(), run.outcome.ended]).toEqual([0, true]);
  });

  it('is called no more often for ten thousand records than for one', async () => {
    const calls = async (records: number): Promise<number> => {
      const { observer, purposes, states } = fakeObserver();
      const run = startSync({ observer, operation: { limits: { maxRows: 100_000 } } });
      const lines = Array.from({ length: records }, (_, id) => record('a', id));
      run.input.write(`${[...lines, streamState('a', 1)].join('\n')}\n`);
      await run.clock.advance(0);
      await run.end();
      return purposes.length + states.length;
    };
    expect(await calls(10_000)).toBe(await calls(1));
  });
});
