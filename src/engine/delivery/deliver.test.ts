import { describe, expect, it } from 'vitest';
import type { Batch } from '../../define/batch.ts';
import { delivered } from '../../define/batch.ts';
import { reject } from '../../define/reject.ts';
import { ConnectorError, configError, transientError } from '../../errors.ts';
import { packedBatch } from '../../testing/test-batch.ts';
import { formatTime } from '../../text/format-time.ts';
import { deliverAll } from '../testing/fixtures.ts';
import { startDelivery } from '../testing/start-delivery.ts';

const MINUTE = 60_000;

describe('a batch with a transient error', () => {
  it('is sent again with the same rows until it is delivered, and counts once', async () => {
    let failures = 2;
    const run = startDelivery(3, {
      deliver: (batch) => (failures-- > 0 ? Promise.reject(transientError('Down.')) : deliverAll(batch)),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 3, rejected: 0 });
    expect(run.report.meter).toMatchObject({ retries: 2 });
    expect(run.report.meter.waits.totalMs).toBe(run.attempts.at(-1)!.at);
    expect(run.log.lines).toEqual([
      'Sending 3 rows of thing again in 0.3 s: Down.',
      'Sending 3 rows of thing again in 0.5 s: Down.',
    ]);
  });

  it('is not sent again before Retry-After has passed, and shows until when it waits', async () => {
    let failures = 1;
    const limited = new ConnectorError('rate_limit', 'Slow down.', { retryAfterMs: 90_000 });
    const run = startDelivery(1, {
      deliver: (batch) => (failures-- > 0 ? Promise.reject(limited) : deliverAll(batch)),
    });
    const until = formatTime(run.clock.wall() + 90_000);
    await run.clock.advance(89_999);
    expect(run.reasons.map(({ now }) => now)).toEqual([`rate limited until ${until}`]);
    expect(run.attempts).toHaveLength(1);
    expect(await run.end()).toBeUndefined();
    expect(run.attempts).toHaveLength(2);
  });

  it('fails the sync with a transient error after 15 minutes and rejects no row', async () => {
    const run = startDelivery(2, {
      deliver: () => Promise.reject(transientError('Down.')),
      batchSemantics: 'all-or-nothing',
      validate: () => Promise.resolve(),
    });
    expect(await run.end()).toMatchObject({
      kind: 'transient',
      exhausted: true,
      failureType: 'transient_error',
    });
    expect(run.attempts.at(-1)!.at).toBe(15 * MINUTE);
    expect(run.kept).toEqual([]);
    expect(run.checkpoint).toMatchObject({ pending: 2, delivered: 0, rejected: 0 });
  });

  it('is not sent again after the sync stops', async () => {
    const reason = new Error('terminated');
    const run = startDelivery(1, { deliver: () => Promise.reject(transientError('Down.')) });
    await run.clock.advance(0);
    run.stop(reason);
    expect(await run.outcome).toMatchObject({ kind: 'bug', cause: reason });
    expect(run.attempts).toHaveLength(1);
  });
});

describe('a batch with rows whose outcome is retry', () => {
  it('sends only those rows again, after a wait, until they have an outcome', async () => {
    let busy = [1, 3];
    const run = startDelivery(4, {
      deliver(batch) {
        const waiting = busy;
        busy = busy.slice(1);
        return Promise.resolve(
          batch.each(({ text }) =>
            waiting.some((id) => text.includes(`${id}`)) ? { status: 'retry', reason: 'busy' } : delivered,
          ),
        );
      },
    });
    await run.clock.advance(0);
    expect(run.checkpoint).toMatchObject({ pending: 2, delivered: 2 });
    expect(await run.end()).toBeUndefined();
    expect(run.ids()).toEqual([[0, 1, 2, 3], [1, 3], [3]]);
    expect(run.attempts[1]!.at).toBeGreaterThan(0);
    expect(run.log.lines).toEqual([
      'Sending 2 rows of thing again soon: busy.',
      'Sending 1 rows of thing again soon: busy.',
    ]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 4 });
  });

  it('fails with a transient error and the reason if the rows are never accepted', async () => {
    const run = startDelivery(1, {
      deliver: (batch) => Promise.resolve(batch.all({ status: 'retry', reason: 'the queue is full' })),
    });
    const error = await run.end();
    expect(error).toMatchObject({ kind: 'transient', exhausted: true });
    expect(error!.message).toContain('the queue is full');
    expect(run.checkpoint).toMatchObject({ pending: 1 });
  });
});

describe('a batch whose connector', () => {
  it.each([
    ['returns undefined', () => undefined],
    ['settles another batch', () => packedBatch(['{"id":0}', '{"id":1}']).all(delivered)],
    ['settles a part of it', (batch: Batch) => batch.part([0]).all(delivered)],
  ])('%s fails with a bug that names the stream, and counts no row', async (_, settle) => {
    const run = startDelivery(2, { deliver: (batch) => Promise.resolve(settle(batch) as never) });
    expect(await run.end()).toMatchObject({ kind: 'bug', code: 'ERR_NOT_SETTLED', stream: { name: 'a' } });
    expect(run.checkpoint).toMatchObject({ pending: 2, delivered: 0 });
  });

  it('throws a foreign error fails with a bug that does not show its text', async () => {
    const run = startDelivery(1, {
      deliver: () => Promise.reject(new TypeError('cannot read secret-canary')),
    });
    const error = await run.end();
    expect(error).toMatchObject({ kind: 'bug', stream: { name: 'a' } });
    expect(`${error!.message} ${error!.detail} ${run.log.lines.join()}`).not.toContain('canary');
    expect(run.attempts).toHaveLength(1);
  });

  it('throws a reject() has its invalid rows found and rejected with that reason', async () => {
    const run = startDelivery(4, {
      batchSemantics: 'all-or-nothing',
      deliver: (batch) => {
        if ([...batch].some(({ text }) => text.includes('2'))) throw reject('the id is two');
        return Promise.resolve(batch.all(delivered));
      },
    });
    await run.clock.advance(0);
    expect(await run.end()).toBeUndefined();
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 3, rejected: 1 });
    expect(run.log.lines.join()).toContain('the id is two');
  });

  it('throws a config error is not called again', async () => {
    const error = configError('The key was revoked.');
    const run = startDelivery(2, { deliver: () => Promise.reject(error) });
    expect(await run.end()).toBe(error);
    expect(run.attempts).toHaveLength(1);
  });
});

it('a batch is not delivered again because a rejected record could not be kept', async () => {
  const run = startDelivery(
    2,
    {
      deliver: (batch) =>
        Promise.resolve(batch.except(new Map([[1, { status: 'rejected', reason: 'bad' }]]))),
    },
    () => Promise.reject(transientError('The disk is full.')),
  );
  expect(await run.end()).toMatchObject({ kind: 'transient', failureType: 'transient_error' });
  expect(run.attempts).toHaveLength(1);
  expect(run.checkpoint).toMatchObject({ pending: 1, delivered: 1, rejected: 0 });
});

it('a batch is kept in memory until its rows are delivered or copied to be sent again', async () => {
  const attempted: Batch[] = [];
  const run = startDelivery(2, {
    deliver(batch) {
      attempted.push(batch);
      return Promise.resolve(
        batch.each(({ index }) =>
          attempted.length === 1 && index === 1 ? { status: 'retry', reason: 'busy' } : delivered,
        ),
      );
    },
  });
  expect(await run.end()).toBeUndefined();
  expect(attempted.map((batch) => batch.body())).toEqual([[], []]);
});

it('rows with the outcome retry are sent again without a limit while others succeed', async () => {
  const run = startDelivery(60, {
    deliver: async (batch, _, { clock }) => {
      await clock.sleep(60_000);
      return batch.each(({ index }) =>
        index === 0 ? delivered : { status: 'retry', reason: 'the provider is busy' },
      );
    },
  });
  expect(await run.end()).toBeUndefined();
  expect(run.attempts).toHaveLength(60);
  expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 60 });
});
