import { describe, expect, it } from 'vitest';
import type { Batch } from '../../define/batch.ts';
import { delivered } from '../../define/batch.ts';
import { mulberry32 } from '../../emulator/mulberry32.ts';
import { ConnectorError, configError, transientError } from '../../errors.ts';
import { packedBatch } from '../../testing/test-batch.ts';
import { idsOf } from '../testing/fixtures.ts';
import { startDelivery } from '../testing/start-delivery.ts';
import { WebPageBisection } from './web-page-bisection.ts';
import { WebPageEvidence } from './web-page-evidence.ts';

const rejection = (message: string) => new ConnectorError('reject', message);

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
    'are found (%j) after three attempts and rejected, those of one small batch within minutes; all others are delivered',
    async (bad) => {
      const run = startDelivery(8, { deliver: firewall(bad) });
      expect(await run.end()).toBeUndefined();
      expect(run.rejectedIds().toSorted()).toEqual(bad);
      expect(run.report.delivered).toBe(8 - bad.length);
      expect(run.ids().slice(0, 3)).toEqual(Array(3).fill([0, 1, 2, 3, 4, 5, 6, 7]));
      expect(run.ids()[3]).toEqual([0, 1, 2, 3]);
      expect(run.clock.monotonic()).toBeLessThan(6 * 60_000);
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
    const reject = firewall([5]);
    let busy = true;
    let down = true;
    const run = startDelivery(8, {
      deliver(batch) {
        const ids = idsOf(batch);
        if (ids.includes(5) || ids.length === 1) return reject(batch);
        if (ids.includes(0) && busy) {
          busy = false;
          return Promise.resolve(
            batch.each(({ index }) => (index === 0 ? { status: 'retry', reason: 'busy' } : delivered)),
          );
        }
        if (!ids.includes(7) || !down) return reject(batch);
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

it('a batch that is accepted after an error without a page is no evidence against rows that get pages', () => {
  const evidence = new WebPageEvidence();
  new WebPageBisection(evidence, {} as never).noteAccepted();
  let trail = evidence.page(undefined, {}, 0);
  for (let alternations = 0; alternations < 3; alternations++) {
    evidence.accepted(evidence.begin());
    trail = evidence.page(trail, {}, 0);
  }
  expect(evidence.proves(trail, 0)).toBe(true);
});

describe('a batch that is bisected because of a web page', () => {
  it('keeps a row that is accepted when it is sent once more by itself', async () => {
    let pages = 4;
    const run = startDelivery(2, {
      deliver: (batch) =>
        idsOf(batch).includes(1) && pages-- > 0
          ? Promise.reject(page())
          : Promise.resolve(batch.all(delivered)),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids()).toEqual([[0, 1], [0, 1], [0, 1], [0], [1], [1]]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 2, rejected: 0 });
  });

  it('keeps a row that by itself gets only transient errors of the API before it is accepted', async () => {
    let failures = 3;
    const run = startDelivery(2, {
      deliver(batch) {
        if (batch.size === 2) return Promise.reject(page());
        if (idsOf(batch)[0] === 1 && failures-- > 0) return Promise.reject(transientError('Down.'));
        return Promise.resolve(batch.all(delivered));
      },
    });
    expect(await run.end()).toBeUndefined();
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 2, rejected: 0 });
  });

  it('ends the sync with an error of a part that no repetition cures, without sending another part', async () => {
    const run = startDelivery(2, {
      deliver: (batch) => Promise.reject(batch.size === 1 ? configError('The account is closed.') : page()),
    });
    expect(await run.end()).toMatchObject({ kind: 'config', message: 'The account is closed.' });
    expect(run.ids()).toEqual([[0, 1], [0, 1], [0, 1], [0]]);
  });

  it('rejects a row that the provider rejects by itself once, also if all other rows get web pages', async () => {
    const run = startDelivery(2, {
      deliver: (batch) =>
        Promise.reject(batch.size === 1 && idsOf(batch)[0] === 0 ? rejection('Too old.') : page()),
    });
    expect(await run.end()).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE', exhausted: true });
    expect(run.rejectedIds()).toEqual([0]);
    expect(run.checkpoint).toMatchObject({ pending: 1, delivered: 0, rejected: 1 });
  });

  it('does not send a delivered row again if another row of its part gets web pages until the time is used up', async () => {
    const run = startDelivery(4, {
      deliver: (batch) =>
        idsOf(batch).join() === '0,1'
          ? Promise.resolve(
              batch.each(({ index }) => (index === 0 ? delivered : { status: 'retry', reason: 'busy' })),
            )
          : Promise.reject(page()),
    });
    expect(await run.end()).toMatchObject({ code: 'ERR_WEB_PAGE', exhausted: true });
    expect(run.ids().filter((ids) => ids.includes(0))).toEqual([...Array(3).fill([0, 1, 2, 3]), [0, 1]]);
    expect(run.checkpoint).toMatchObject({ pending: 3, delivered: 1, rejected: 0 });
  });

  it('of one row is rejected if other batches are sent and accepted between its pages, three times', async () => {
    const batch = packedBatch(['{"id":0}']);
    for (const [alternations, isRejected] of [
      [2, false],
      [3, true],
    ] as const) {
      const evidence = new WebPageEvidence();
      const rows: unknown[] = [];
      const bisection = new WebPageBisection(evidence, {
        attempt: () => Promise.reject(page()),
        deliver: () => Promise.reject(new Error('must not be sent with repetitions')),
        reject: async (row) => void rows.push(row),
        now: () => 0,
      });
      expect(await bisection.settle(batch, page())).toBe(false);
      for (let time = 1; time <= alternations; time++) {
        evidence.accepted(evidence.begin());
        expect(await bisection.settle(batch, page())).toBe(time === 3);
      }
      expect(rows).toEqual(isRejected ? [batch] : []);
    }
  });
});

it('a delivery that has ended does not keep the rows of another one from being found', async () => {
  const evidence = new WebPageEvidence();
  let now = 0;
  const rows: unknown[] = [];
  const create = () =>
    new WebPageBisection(evidence, {
      attempt: () => Promise.reject(page()),
      deliver: () => Promise.reject(new Error('must not be sent with repetitions')),
      reject: async (row) => void rows.push(row),
      now: () => now,
    });
  const [ended, running] = [create(), create()];
  const batch = packedBatch(['{"id":0}']);
  await ended.settle(batch, page());
  await running.settle(batch, page());
  evidence.accepted(evidence.begin());
  now = 6 * 60_000;
  expect(await running.settle(batch, page())).toBe(false);
  ended.end();
  expect(await running.settle(batch, page())).toBe(true);
  expect(rows).toEqual([batch]);
});

describe('a gateway of which a part fails', () => {
  /** Delivers batches of one row at once, each with a page for a share of its attempts. */
  async function flapping(isPage: (attempt: number) => boolean, rows: number): Promise<readonly number[]> {
    let attempts = 0;
    const run = startDelivery(rows, {
      deliver: (batch) =>
        isPage(attempts++) ? Promise.reject(page()) : Promise.resolve(batch.all(delivered)),
    });
    const error = await run.end();
    expect([undefined, 'transient']).toContain((error as { kind?: string } | undefined)?.kind);
    return run.rejectedIds();
  }

  it('rejects no row, for any share of requests with a page', async () => {
    for (const share of [0.1, 0.3, 0.5, 0.7])
      for (let seed = 1; seed <= 25; seed++) {
        const random = mulberry32(seed);
        expect([share, seed, await flapping(() => random() < share, 8)]).toEqual([share, seed, []]);
      }
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

  it('lets the whole batch be sent again, not its parts, if all parts got a web page too', async () => {
    let pages = 7;
    const run = startDelivery(8, {
      deliver: (batch) => (pages-- > 0 ? Promise.reject(page()) : Promise.resolve(batch.all(delivered))),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids().slice(7)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]);
    expect(run.attempts.length).toBe(8);
  });

  it('lets the whole batch be sent again also after its rows were sent one by one', async () => {
    const run = startDelivery(8, { deliver: () => Promise.reject(page()) });
    await run.end();
    const sizes = run.ids().map(({ length }) => length);
    expect(sizes).toContain(1);
    expect(sizes.slice(sizes.indexOf(1)).filter((size) => size === 8).length).toBeGreaterThan(5);
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
