import { describe, expect, it } from 'vitest';
import { configError, transientError } from '../errors.ts';
import { deliverAll, record, streamState } from './testing/fixtures.ts';
import { heldDeliveries, startSync } from './testing/start-sync.ts';

describe('a batch that fails the sync', () => {
  it('lets running batches finish and emit their states, and starts no further ones', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation, concurrency: 2, streams: ['a', 'b'] });
    await run.feed(
      record('a', 1),
      streamState('a', 10),
      record('b', 2),
      streamState('b', 20),
      record('b', 3),
      streamState('b', 30),
    );
    at(1).break(configError('The key was revoked.'));
    await run.clock.advance(1000);
    expect(run.outcome.ended).toBe(false);
    await run.feed(record('b', 4), streamState('b', 40));
    at(2).open();
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'The key was revoked.' } });
    expect(run.sent).toEqual([[1], [2]]);
    expect(run.ids()).toEqual([20]);
  });

  it('is the error of the sync, also if others fail after it', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation });
    await run.feed(record('a', 1), record('a', 2));
    at(1).break(configError('First.'));
    await run.clock.advance(0);
    at(2).break(configError('Second.'));
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'First.' } });
  });

  it('gives running batches 30 s, then aborts them', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation });
    await run.feed(record('a', 1), record('a', 2), streamState('a', 10));
    at(1).break(configError('No.'));
    await run.clock.advance(29_999);
    expect(run.outcome.ended).toBe(false);
    await run.clock.advance(1);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'No.' } });
    expect(run.emitted).toEqual([]);
  });

  it('does not wait for batches that wait for a repetition', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation });
    await run.feed(record('a', 1), record('a', 2));
    at(1).break(transientError('Down.', { retryAfterMs: 60_000 }));
    await run.clock.advance(0);
    at(2).break(configError('No.'));
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'No.' } });
  });

  it('fails the sync at once, not at the end of the input', async () => {
    const run = startSync({
      operation: { limits: { maxRows: 1 }, deliver: () => Promise.reject(configError('No.')) },
    });
    await run.feed(record('a', 1));
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'No.' } });
  });

  it('fails the sync also after the input has ended', async () => {
    const run = startSync({ operation: { deliver: () => Promise.reject(configError('No.')) } });
    expect(await run.end(record('a', 1), streamState('a', 10))).toMatchObject({
      ended: true,
      error: { message: 'No.' },
    });
    expect(run.emitted).toEqual([]);
  });

  it('starts no batch that becomes due later, and no batch that waits for a lane', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({
      ...{ operation: { ...operation, limits: { maxRows: 1, maxAgeMs: 1000 } }, concurrency: 2 },
    });
    await run.feed(record('a', 1), record('a', 2), record('a', 3), record('a', 4));
    at(2).break(configError('No.'));
    await run.clock.advance(0);
    at(1).open();
    await run.clock.advance(0);
    expect(run.sent).toEqual([[1], [2]]);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'No.' } });
  });

  it('starts no batch that becomes due while others finish', async () => {
    const { operation, at } = heldDeliveries();
    const group = ({ id }: Record<string, unknown>): string => (id === 3 ? 'open' : 'full');
    const run = startSync({
      operation: {
        ...{ ...operation, limits: { maxRows: 2, maxAgeMs: 1000 }, batchKey: group },
      },
    });
    await run.feed(...[1, 1, 2, 2, 3].map((id) => record('a', id)));
    expect(run.sent).toEqual([
      [1, 1],
      [2, 2],
    ]);
    at(1).break(configError('No.'));
    await run.clock.advance(5_000);
    expect(run.outcome.ended).toBe(false);
    expect(run.sent).toHaveLength(2);
    at(2).open();
    await run.clock.advance(0);
    expect(run.outcome.ended).toBe(true);
  });

  it('leaves the input open, and handles nothing that is still read from it', async () => {
    const run = startSync();
    await run.feed(record('a', 1), 'x');
    expect(run.outcome).toMatchObject({ ended: true, error: { code: 'ERR_LINE_NOT_JSON' } });
    expect(run.input.destroyed).toBe(false);
    run.input.resume();
    await run.feed(record('a', 2));
    expect(run.plans[0]!.report.received).toBe(1);
  });

  it('stops reading', async () => {
    const { operation, at } = heldDeliveries();
    const run = startSync({ operation });
    await run.feed(record('a', 1), record('a', 2));
    at(1).break(configError('No.'));
    await run.clock.advance(0);
    await run.feed(record('a', 3), 'not a message', streamState('a', 10));
    expect(run.plans[0]!.report.received).toBe(2);
    expect(run.input.isPaused()).toBe(true);
    at(2).open();
    await run.clock.advance(0);
    expect(run.outcome).toMatchObject({ ended: true, error: { message: 'No.' } });
    expect(run.emitted).toEqual([]);
  });
});

it.each([
  ['success', deliverAll, 'Stream "a": received 1, delivered 1'],
  ['failure', () => Promise.reject(configError('No.')), 'Stream "a": received 1, delivered 0'],
])(
  'a sync logs the summary of each stream after %s, when nothing is in flight',
  async (_, deliver, summary) => {
    const linesAtEnd: string[][] = [];
    const onEnd = () => void linesAtEnd.push([...run.log.lines]);
    const run = startSync({ onEnd, operation: { limits: { maxRows: 1 }, deliver } });
    await run.feed(record('a', 1));
    await run.end();
    expect(linesAtEnd).toHaveLength(1);
    expect(linesAtEnd[0]!.join('\n')).not.toContain('received');
    expect(run.log.lines.join('\n')).toContain(summary);
  },
);
