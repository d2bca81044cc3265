import { ConnectorError } from '@airbyte-ts/cdk';
import { bodyOf, testBatch } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import type { Posted } from '../api/post-rows.ts';
import { chunks, DataSetGone, type Outcomes, post } from './posting.ts';

const TAKEN: Posted = { is: 'accepted' };
const rejectedAt = (...indexes: readonly number[]): Posted => ({
  is: 'rejected',
  rows: indexes.map((index) => ({ index, reason: `row ${index}`, providerMessage: undefined })),
});
const tooLarge = (): ConnectorError => new ConnectorError('reject', 'too large', { code: 'ERR_TOO_LARGE' });

/** Posts rows with these numbers to a service with the given responses. */
async function posting(rows: number, response: (numbers: readonly number[]) => Posted | ConnectorError) {
  const posted: number[][] = [];
  const outcomes: Outcomes = new Map();
  const api = {
    async post(_: string, body: readonly Uint8Array[]) {
      const numbers = JSON.parse(bodyOf({ body: () => body })) as number[];
      posted.push(numbers);
      const result = response(numbers);
      if (result instanceof Error) throw result;
      return result;
    },
  };
  const batch = testBatch(Array.from({ length: rows }, (_, n) => `${n}`));
  const all = Array.from({ length: rows }, (_, n) => n);
  const accepted = await post({ api, id: 'id', batch, outcomes }, all);
  const rejected = [...outcomes].map(([index, outcome]) => [
    index,
    'reason' in outcome ? outcome.reason : '',
  ]);
  return { accepted, posted, rejected };
}

describe('chunks()', () => {
  it('contain at most 1,000 rows, in order', () => {
    const batch = testBatch(Array.from({ length: 2_001 }, (_, n) => `${n}`));
    const cut = [
      ...chunks(
        batch,
        Array.from({ length: 2_001 }, (_, n) => n),
      ),
    ];
    expect(cut.map((chunk) => chunk.length)).toEqual([1000, 1000, 1]);
    expect(cut.flat()).toEqual(Array.from({ length: 2_001 }, (_, n) => n));
  });

  it('contain at most 1 MB, unless a single row is larger', () => {
    const batch = testBatch(
      [400_000, 400_000, 400_000, 2_000_000, 10].map((size) => `"${'x'.repeat(size)}"`),
    );
    expect([...chunks(batch, [0, 1, 2, 3, 4])]).toEqual([[0, 1], [2], [3], [4]]);
  });

  it('are empty without rows', () => expect([...chunks(testBatch(['1']), [])]).toEqual([]));
});

describe('post()', () => {
  it('returns the accepted rows', async () => {
    expect(await posting(3, () => TAKEN)).toEqual({ accepted: [0, 1, 2], posted: [[0, 1, 2]], rejected: [] });
  });

  it('posts again without rejected rows, for as many rounds as problems appear', async () => {
    const rounds = [rejectedAt(1, 3), rejectedAt(2), TAKEN];
    const { accepted, posted, rejected } = await posting(5, () => rounds.shift()!);
    expect(posted).toEqual([
      [0, 1, 2, 3, 4],
      [0, 2, 4],
      [0, 2],
    ]);
    expect(rejected).toEqual([
      [1, 'row 1'],
      [3, 'row 3'],
      [4, 'row 2'],
    ]);
    expect(accepted).toEqual([0, 2]);
  });

  it('ends when all rows are rejected', async () => {
    const { accepted, posted } = await posting(2, () => rejectedAt(0, 1));
    expect([accepted, posted]).toEqual([[], [[0, 1]]]);
  });

  it('halves requests that are too large, down to the invalid row', async () => {
    const { accepted, posted, rejected } = await posting(4, (numbers) =>
      numbers.includes(2) ? tooLarge() : TAKEN,
    );
    expect(posted).toEqual([[0, 1, 2, 3], [0, 1], [2, 3], [2], [3]]);
    expect(rejected).toEqual([[2, 'the record is larger than Tidepool accepts']]);
    expect(accepted).toEqual([0, 1, 3]);
  });

  it('does not repeat a request with an unknown outcome', async () => {
    const lost = new ConnectorError('transient', 'lost', { code: 'ERR_NO_RESPONSE' });
    await expect(posting(2, () => lost)).rejects.toBe(lost);
  });

  it.each(['closed', 'unknown'] as const)('throws DataSetGone if the data set is %s', async (is) => {
    await expect(posting(1, () => ({ is }))).rejects.toMatchObject({ why: is });
    await expect(posting(1, () => ({ is }))).rejects.toBeInstanceOf(DataSetGone);
  });

  it.each([[rejectedAt()], [rejectedAt(7)]])(
    'rejects no row if the response names none that was sent',
    async (response) => {
      await expect(posting(2, () => response)).rejects.toMatchObject({
        code: 'ERR_REJECTED_WITHOUT_REASON',
        retryable: true,
      });
    },
  );
});
