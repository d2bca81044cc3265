import { describe, expect, it } from 'vitest';
import { configError } from '../errors.ts';
import { record, streamState } from './testing/fixtures.ts';
import { byHand, startSync } from './testing/start-sync.ts';

describe('a sync that is told to end', () => {
  const reason = new Error('terminated by SIGTERM');

  it('reads no more, lets what is under way finish, says its states and rejects with the reason', async () => {
    const { operation, at } = byHand();
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

  it('ends what is under way after five seconds', async () => {
    const { operation } = byHand();
    const run = startSync({ operation });
    await run.feed(record('a', 1), streamState('a', 10));
    run.terminate(reason);
    await run.clock.advance(4999);
    expect([run.outcome.ended, run.aborted.aborted]).toEqual([false, false]);
    await run.clock.advance(1);
    expect(run.outcome).toMatchObject({ ended: true, error: reason, at: 5000 });
    expect(run.said).toEqual([]);
  });

  it('ends what is under way at once when nobody reads what it says', async () => {
    const { operation } = byHand();
    const run = startSync({ operation });
    await run.feed(record('a', 1));
    run.reader.closed = true;
    run.terminate(reason);
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: reason, at: 0 });
  });

  it('has five seconds also when it was failing already', async () => {
    const { operation, at } = byHand();
    const run = startSync({ operation });
    await run.feed(record('a', 1), record('a', 2));
    at(1).break(configError('No.'));
    await run.clock.advance(1000);
    run.terminate(reason);
    await run.clock.advance(5000);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'No.' }, at: 6000 });
  });

  it('ends also after its input has ended', async () => {
    const { operation, at } = byHand();
    const run = startSync({ operation });
    await run.end(record('a', 1), streamState('a', 10));
    run.terminate(reason);
    at(1).open();
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: reason });
    expect(run.ids()).toEqual([10]);
  });

  it('before it began delivers nothing', async () => {
    const { operation } = byHand();
    const run = startSync({ operation, terminated: reason });
    await run.feed(record('a', 1));
    expect(run.outcome).toMatchObject({ ended: true, error: reason });
    expect(run.sent).toEqual([]);
  });
});
