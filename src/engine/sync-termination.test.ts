import { describe, expect, it } from 'vitest';
import { configError } from '../errors.ts';
import { fakeObserver } from './testing/fake-observer.ts';
import { record, streamState } from './testing/fixtures.ts';
import { heldDeliveries, startSync } from './testing/start-sync.ts';

describe('a terminated sync', () => {
  const reason = new Error('terminated by SIGTERM');

  it('stops reading, lets running batches finish, emits their states and rejects with the reason', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation, concurrency: 1 });
    await run.feed(record('a', 1), streamState('a', 10), record('a', 2), streamState('a', 20));
    run.terminate(reason);
    await run.feed(record('a', 3), streamState('a', 30));
    expect(run.outcome.ended).toBe(false);
    at(1).open();
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: reason });
    expect(run.sent).toEqual([[1]]);
    expect(run.ids()).toEqual([10]);
    expect(run.input.destroyed).toBe(true);
  });

  it('aborts running batches after 5 s', async () => {
    const { operation } = heldDeliveries();
    const run = startSync({ operation });
    await run.feed(record('a', 1), streamState('a', 10));
    run.terminate(reason);
    await run.clock.advance(4999);
    expect([run.outcome.ended, run.aborted.aborted]).toEqual([false, false]);
    await run.clock.advance(1);
    expect(run.outcome).toMatchObject({ ended: true, error: reason, at: 5000 });
    expect(run.emitted).toEqual([]);
  });

  it('aborts running batches at once if stdout is closed', async () => {
    const { operation } = heldDeliveries();
    const run = startSync({ operation });
    await run.feed(record('a', 1));
    run.reader.closed = true;
    run.terminate(reason);
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: reason, at: 0 });
  });

  it('has 5 s also if it has already failed', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation });
    await run.feed(record('a', 1), record('a', 2));
    at(1).break(configError('No.'));
    await run.clock.advance(1000);
    run.terminate(reason);
    await run.clock.advance(5000);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'No.' }, at: 6000 });
  });

  it('ends also after the end of its input', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation });
    await run.end(record('a', 1), streamState('a', 10));
    run.terminate(reason);
    at(1).open();
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: reason });
    expect(run.ids()).toEqual([10]);
  });

  it('ends the wait for messages', async () => {
    const { observer, open } = fakeObserver();
    const run = startSync({ observer });
    await run.feed(streamState('a', 10));
    expect(open()).toBe(1);
    run.terminate(reason);
    await run.clock.advance(0);
    expect([run.outcome.ended, open()]).toEqual([true, 0]);
  });

  it('delivers nothing if it was terminated before it started', async () => {
    const { operation } = heldDeliveries();
    const run = startSync({ operation, terminated: reason });
    await run.feed(record('a', 1));
    expect(run.outcome).toMatchObject({ ended: true, error: reason });
    expect(run.sent).toEqual([]);
  });
});
