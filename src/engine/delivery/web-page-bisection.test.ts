import { describe, expect, it } from 'vitest';
import type { Batch } from '../../define/batch.ts';
import { delivered } from '../../define/batch.ts';
import { ConnectorError, transientError } from '../../errors.ts';
import { idsOf } from '../testing/fixtures.ts';
import { startDelivery } from '../testing/start-delivery.ts';

const page = (code: 'ERR_WEB_PAGE' | 'ERR_REDIRECT' = 'ERR_WEB_PAGE') =>
  new ConnectorError('transient', 'A web page came in place of a response of the API.', {
    code,
    status: code === 'ERR_REDIRECT' ? 302 : 403,
  });

/** A firewall in front of the provider that rejects requests with these rows. */
const firewall = (bad: readonly number[], code?: Parameters<typeof page>[0]) => (batch: Batch) =>
  idsOf(batch).some((id) => bad.includes(id))
    ? Promise.reject(page(code))
    : Promise.resolve(batch.all(delivered));

describe('rows that a firewall rejects with a web page', () => {
  it.each([[[0]], [[6]], [[3, 4]], [[0, 7]], [[1, 2, 5]]])(
    'are found (%j) after three attempts and rejected; all others are delivered',
    async (bad) => {
      const run = startDelivery(8, { deliver: firewall(bad) });
      expect(await run.end()).toBeUndefined();
      expect(run.rejectedIds().toSorted()).toEqual(bad);
      expect(run.report.delivered).toBe(8 - bad.length);
      expect(run.ids().slice(0, 3)).toEqual(Array(3).fill([0, 1, 2, 3, 4, 5, 6, 7]));
      expect(run.clock.monotonic()).toBeLessThan(60_000);
      const taken = run.attempts
        .filter(({ ids }) => !ids.some((id) => bad.includes(id)))
        .flatMap(({ ids }) => ids);
      expect(taken.length).toBe(new Set(taken).size);
    },
  );

  it('are found also where it redirects them to a page', async () => {
    const run = startDelivery(8, { deliver: firewall([3], 'ERR_REDIRECT') });
    expect(await run.end()).toBeUndefined();
    expect(run.rejectedIds()).toEqual([3]);
    expect(run.report.delivered).toBe(7);
  });

  it('are found also where other rows are to be sent again, or fail for a while', async () => {
    const refuse = firewall([5]);
    let busy = true;
    let down = true;
    const run = startDelivery(8, {
      deliver(batch) {
        const ids = idsOf(batch);
        if (ids.includes(5) || ids.length === 1) return refuse(batch);
        if (ids.includes(0) && busy) {
          busy = false;
          return Promise.resolve(
            batch.each(({ index }) => (index === 0 ? { status: 'retry', reason: 'busy' } : delivered)),
          );
        }
        if (!ids.includes(7) || !down) return refuse(batch);
        down = false;
        return Promise.reject(transientError('Down.'));
      },
    });
    expect(await run.end()).toBeUndefined();
    expect(run.rejectedIds()).toEqual([5]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 7, rejected: 1 });
  });

  it('are found for an operation that returns outcomes per row', async () => {
    const run = startDelivery(4, { deliver: firewall([2]), batchSemantics: undefined } as never);
    expect(await run.end()).toBeUndefined();
    expect(run.rejectedIds()).toEqual([2]);
  });
});

describe('a web page of an outage', () => {
  it('rejects no row if it is temporary', async () => {
    let pages = 12;
    const run = startDelivery(8, {
      deliver: (batch) => (pages-- > 0 ? Promise.reject(page()) : Promise.resolve(batch.all(delivered))),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.rejectedIds()).toEqual([]);
    expect(run.report.delivered).toBe(8);
  });

  it.each([1, 8])(
    'fails the sync with a transient error if it persists, and rejects none of %i rows',
    async (size) => {
      const run = startDelivery(size, { deliver: () => Promise.reject(page()) });
      expect(await run.end()).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE', exhausted: true });
      expect(run.rejectedIds()).toEqual([]);
      expect(run.attempts.length).toBeLessThan(1_000);
    },
  );
});
