import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { delivered, type RowOutcome } from '../../define/batch.ts';
import { ConnectorError } from '../../errors.ts';
import { bodyOf, packedBatch } from '../../testing/test-batch.ts';
import { outcomeByIndex } from './settlement.ts';

const outcome = fc.constantFrom<RowOutcome>(
  delivered,
  { status: 'skipped' },
  { status: 'rejected', reason: 'it is too old', providerMessage: 'too old' },
  { status: 'retry', reason: 'busy' },
);
const kindOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof ConnectorError ? `${error.kind} ${error.code}` : 'a foreign error';
  }
};
const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `{"id":${index}}`);

describe('a settlement', () => {
  it.each([undefined, null, 'delivered', { status: 'ok' }, {}])(
    'is not made of %j, which is not an outcome',
    (value) => {
      const batch = packedBatch(texts(2));
      const outcome = value as never;
      for (const settling of [
        () => batch.all(outcome),
        () => batch.each(({ index }) => (index === 0 ? delivered : outcome)),
        () => batch.except(new Map([[1, outcome]])),
      ])
        expect(kindOf(settling)).toBe('bug ERR_NOT_SETTLED');
    },
  );

  it('gives every row an outcome: by all, each, or except with the others delivered', () => {
    fc.assert(
      fc.property(
        fc.array(outcome, { minLength: 1, maxLength: 50 }),
        fc.infiniteStream(fc.boolean()),
        (outcomes, coin) => {
          const batch = packedBatch(texts(outcomes.length));
          const each = outcomeByIndex(
            batch.each((row) => outcomes[row.index]!),
            batch,
          );
          const all = outcomeByIndex(batch.all(outcomes[0]!), batch);
          const named = new Map([...outcomes.entries()].filter(() => coin.next().value as boolean));
          const except = outcomeByIndex(batch.except(named), batch);
          for (let index = 0; index < batch.size; index++) {
            expect(each(index)).toBe(outcomes[index]);
            expect(all(index)).toBe(outcomes[0]);
            expect(except(index)).toBe(named.get(index) ?? delivered);
          }
        },
      ),
    );
  });

  it.each([-1, 3, 0.5, Number.NaN])('of a row outside its batch (%s) throws ERR_NO_SUCH_ROW', (index) => {
    const batch = packedBatch(texts(3));
    expect(() => batch.except(new Map([[index, delivered]]))).toThrow(
      expect.objectContaining({
        ...{ kind: 'bug', code: 'ERR_NO_SUCH_ROW', detail: `row ${index} of 3` },
        message: 'The connector refers to a row that its batch does not have. Please report this.',
      }),
    );
  });

  it.each([-1, 3, 0.5])('and a part refer only to rows of their batch, not to row %s', (index) => {
    const batch = packedBatch(texts(3));
    for (const refer of [() => batch.row(index), () => batch.part([0, index])])
      expect(kindOf(refer)).toBe('bug ERR_NO_SUCH_ROW');
  });

  it('of another batch, or a forged one, throws ERR_NOT_SETTLED', () => {
    const batch = packedBatch(texts(2));
    const forged: unknown = { ...batch.all(delivered) };
    const plain = { batch, outcomes: delivered };
    for (const wrong of [packedBatch(texts(2)).all(delivered), undefined, null, forged, plain, true])
      expect(kindOf(() => outcomeByIndex(wrong, batch))).toBe('bug ERR_NOT_SETTLED');
    expect(() => outcomeByIndex(undefined, batch)).toThrow(
      'The connector did not return an outcome for each row of the batch. Please report this.',
    );
    expect(kindOf(() => outcomeByIndex(batch.all(delivered), batch))).toBeUndefined();
  });
});

describe('a batch', () => {
  it('gives the text of each row also as its bytes in the body, of rows of any size', () => {
    const text = fc.oneof(
      fc.json(),
      fc.nat(3).map((n) => `"${'é'.repeat(20_000 * n)}"`),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 10 }), (rows) => {
        const batch = packedBatch(rows);
        expect(Array.from(batch, ({ encoded }) => Buffer.from(encoded).toString())).toEqual(rows);
        const body = new Set(batch.body().map(({ buffer }) => buffer));
        for (const { encoded } of batch) expect(body).toContain(encoded.buffer);
      }),
    );
  });

  it('has rows with their text and keys, and counts the bytes of its body', () => {
    const batch = packedBatch(['"é"', '2'], {
      orderingKeys: ['k1', 'k2'],
      dedupKeys: ['i1', 'i2'],
      deleted: (index) => index === 1,
      batchKey: 'g',
    });
    expect(
      Array.from(batch, ({ index, text, orderingKey, batchKey }) => [index, text, orderingKey, batchKey]),
    ).toEqual([
      [0, '"é"', 'k1', 'g'],
      [1, '2', 'k2', 'g'],
    ]);
    expect(Array.from(batch, ({ dedupKey, deleted, bytes }) => [dedupKey, deleted, bytes])).toEqual([
      ['i1', false, 4],
      ['i2', true, 1],
    ]);
    expect(batch.bytes).toBe(Buffer.byteLength('["é",2]'));
  });

  it('returns a part with the same texts, keys, records and checkpoints, which outlives the released batch', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(19), { minLength: 1 }), (indexes) => {
        const keys = texts(20).map((_, index) => `k${index}`);
        const batch = packedBatch(texts(20), { orderingKeys: keys, batchKey: 'g' });
        const part = batch.part(indexes);
        batch.release();
        packedBatch(texts(20).map(() => 'something else'));
        expect(bodyOf(part)).toBe(`[${indexes.map((index) => `{"id":${index}}`).join(',')}]`);
        expect(Array.from(part, ({ orderingKey, batchKey }) => [orderingKey, batchKey])).toEqual(
          indexes.map((index) => [`k${index}`, 'g']),
        );
        for (const [at, index] of indexes.entries())
          expect(part.entries.checkpoint(at)).toBe(batch.entries.checkpoint(index));
        part.release();
      }),
    );
  });

  it('gives the memory of its body to the next batch when it is released', () => {
    const batch = packedBatch(texts(2));
    const memory = (batch.body()[0] as Uint8Array).buffer;
    batch.release();
    expect(batch.body()).toEqual([]);
    const next = packedBatch(texts(2));
    expect((next.body()[0] as Uint8Array).buffer).toBe(memory);
    next.release();
  });

  it('releases the memory of its records with that of its body', () => {
    const batch = packedBatch(texts(1));
    const release = vi.spyOn(batch.entries, 'release');
    batch.release();
    expect(release).toHaveBeenCalledTimes(1);
  });
});

it('a batch with a deletion has no body, because its text is null; a part without it has one', () => {
  const batch = packedBatch(['{"id":1}', 'null', '{"id":3}'], { deleted: (index) => index === 1 });
  expect(() => batch.body()).toThrow(expect.objectContaining({ code: 'ERR_DELETION_IN_BODY', kind: 'bug' }));
  expect(bodyOf(batch.part([0, 2]))).toBe('[{"id":1},{"id":3}]');
  expect(() => batch.part([1]).body()).toThrow(expect.objectContaining({ code: 'ERR_DELETION_IN_BODY' }));
});
