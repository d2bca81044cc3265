import { describe, expect, it } from 'vitest';
import type { Batch } from '../../define/batch.ts';
import { ConnectorError, configError, transientError } from '../../errors.ts';
import { deliverAll, idsOf } from '../testing/fixtures.ts';
import { startDelivery } from '../testing/start-delivery.ts';

const rejectError = (message = 'The provider rejected it.', code?: `ERR_${string}`) =>
  new ConnectorError('reject', message, code === undefined ? {} : { code });

/** Rejects a batch as a whole if it has one of these rows. */
const rejecting =
  (...bad: number[]) =>
  (batch: Batch): Promise<never> | undefined =>
    idsOf(batch).some((id) => bad.includes(id)) ? Promise.reject(rejectError()) : undefined;

describe('a rejected batch', () => {
  it('of one row has that row rejected, with the reason and the provider message', async () => {
    const run = startDelivery(1, {
      deliver: () => Promise.reject(rejectError('The id 1.5 is too long.').with({ providerMessage: 'id!' })),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.kept).toMatchObject([
      { record: '{"id":0}', reason: 'the id 1.5 is too long', providerMessage: 'id!' },
    ]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 0, rejected: 1 });
    expect(run.attempts).toHaveLength(1);
  });

  it.each([
    [{ quotesProvider: true, providerMessage: 'Quota exceeded' }, 'No. The provider says: Quota exceeded.'],
    [{ quotesProvider: true, providerMessage: 'Row 2 is too much' }, 'No.'],
    [{ quotesProvider: true }, 'No.'],
    [{ providerMessage: 'Quota exceeded' }, 'No.'],
  ])('of a connector that ends the sync with %o has the message "%s"', async (options, message) => {
    const run = startDelivery(3, { deliver: () => Promise.reject(configError('No.', options)) });
    expect(await run.end()).toMatchObject({ message });
  });

  it('that is bisected ends the sync with the provider message of a part, quoted once', async () => {
    const run = startDelivery(2, {
      batchSemantics: 'all-or-nothing',
      deliver: (batch) =>
        Promise.reject(
          batch.size > 1
            ? rejectError()
            : configError('No.', { quotesProvider: true, providerMessage: 'Quota exceeded' }),
        ),
    });
    expect(await run.end()).toMatchObject({ message: 'No. The provider says: Quota exceeded.' });
  });

  it('is not sent again when validation rejects all of its rows', async () => {
    const reject = rejecting(0, 1, 2);
    const run = startDelivery(3, {
      deliver: (batch) => reject(batch) ?? deliverAll(batch),
      validate: (batch) => reject(batch) ?? Promise.resolve(),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.rejectedIds()).toEqual([0, 1, 2]);
    expect(run.ids()).toEqual([[0, 1, 2]]);
  });

  it('is bisected with validate, and the valid rows are delivered together', async () => {
    const rejectBad = rejecting(2, 7);
    const run = startDelivery(10, {
      deliver: (batch) => rejectBad(batch) ?? deliverAll(batch),
      validate: (batch) => rejectBad(batch) ?? Promise.resolve(),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.rejectedIds()).toEqual([2, 7]);
    expect(run.ids()).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [0, 1, 3, 4, 5, 6, 8, 9],
    ]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 8, rejected: 2 });
  });

  it('has its other rows sent again after a transient error, and its rejected rows counted once', async () => {
    const rejectBad = rejecting(1);
    let failures = 2;
    const run = startDelivery(4, {
      deliver: (batch) =>
        rejectBad(batch) ?? (failures-- > 0 ? Promise.reject(transientError('Down.')) : deliverAll(batch)),
      validate: (batch) => rejectBad(batch) ?? Promise.resolve(),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids().slice(1)).toEqual([
      [0, 2, 3],
      [0, 2, 3],
      [0, 2, 3],
    ]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 3, rejected: 1 });
  });

  it('keeps the results of validate after transient errors, so that the bisection ends', async () => {
    const rejectBad = rejecting(41);
    let validateCalls = 0;
    const run = startDelivery(100, {
      deliver: (batch) => rejectBad(batch) ?? deliverAll(batch),
      validate: (batch) =>
        ++validateCalls % 3 === 0
          ? Promise.reject(transientError('Down.'))
          : (rejectBad(batch) ?? Promise.resolve()),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.log.lines).toContain('Validating 25 rows of thing again in 0.3 s: Down.');
    expect(run.rejectedIds()).toEqual([41]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 99, rejected: 1 });
    expect(validateCalls).toBeLessThan(30);
    expect(run.attempts).toHaveLength(2);
  });

  it('is halved, in order, if it is all-or-nothing', async () => {
    const rejectBad = rejecting(2);
    const run = startDelivery(5, {
      batchSemantics: 'all-or-nothing',
      deliver: (batch) => rejectBad(batch) ?? deliverAll(batch),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids()).toEqual([[0, 1, 2, 3, 4], [0, 1], [2, 3, 4], [2], [3, 4]]);
    expect(run.rejectedIds()).toEqual([2]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 4, rejected: 1 });
  });

  it('is halved if validate accepts every row, so that it ends', async () => {
    const rejectBad = rejecting(1);
    const run = startDelivery(2, {
      deliver: (batch) => rejectBad(batch) ?? deliverAll(batch),
      validate: () => Promise.resolve(),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids()).toEqual([[0, 1], [0], [1]]);
    expect(run.rejectedIds()).toEqual([1]);
  });

  it('is halved without validate if it is too large', async () => {
    const tooLarge = rejectError('The request is too large.', 'ERR_TOO_LARGE');
    const run = startDelivery(5, {
      deliver: (batch) => (batch.size > 2 ? Promise.reject(tooLarge) : deliverAll(batch)),
      validate: () => Promise.resolve(),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids()).toEqual([[0, 1, 2, 3, 4], [0, 1], [2, 3, 4], [2], [3, 4]]);
    expect(run.validations).toEqual([]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 5 });
  });

  it('is halved if it is too large, even if it is not all-or-nothing', async () => {
    const tooLarge = rejectError('The request is too large.', 'ERR_TOO_LARGE');
    const run = startDelivery(3, {
      deliver: (batch) =>
        batch.size > 1 || idsOf(batch).includes(2) ? Promise.reject(tooLarge) : deliverAll(batch),
    });
    expect(await run.end()).toBeUndefined();
    expect(run.ids()).toEqual([[0, 1, 2], [0], [1, 2], [1], [2]]);
    expect(run.rejectedIds()).toEqual([2]);
    expect(run.checkpoint).toMatchObject({ pending: 0, delivered: 2, rejected: 1 });
  });

  it('throws ERR_REJECTED_ROWS_UNKNOWN without validate if it is not all-or-nothing', async () => {
    const error = rejectError().with({ detail: 'POST /rows, status 400' });
    const run = startDelivery(2, { deliver: () => Promise.reject(error) });
    expect(await run.end()).toMatchObject({
      ...{ kind: 'bug', code: 'ERR_REJECTED_ROWS_UNKNOWN', cause: error },
      detail: expect.stringMatching(/^POST \/rows, status 400\. Authors: set batchSemantics/),
      message: 'The connector does not name the rows that the provider rejected. Please report this.',
      stream: { name: 'a' },
    });
    expect(run.kept).toEqual([]);
  });

  it('delivers no further half after the sync stops', async () => {
    const run = startDelivery(4, {
      batchSemantics: 'all-or-nothing',
      deliver: (batch) => {
        if (batch.size === 4) return Promise.reject(rejectError());
        run.stop(configError('Another batch failed.'));
        return deliverAll(batch);
      },
    });
    expect(await run.end()).toMatchObject({ message: 'Another batch failed.' });
    expect(run.ids()).toEqual([
      [0, 1, 2, 3],
      [0, 1],
    ]);
    expect(run.checkpoint).toMatchObject({ pending: 2, delivered: 2 });
  });
});
