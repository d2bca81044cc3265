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
