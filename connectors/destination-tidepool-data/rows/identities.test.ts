import type { Batch, RowOutcome } from '@airbyte-ts/cdk';
import { testBatch } from '@airbyte-ts/cdk/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcomes } from '../uploads/posting.ts';
import { Identities, parts, settleRepeats, withoutRepeats as withoutRepeatsOf } from './identities.ts';
import { RecordHashes } from './record-hashes.ts';

/** A batch of rows, each `identity content`. */
const batch = (...rows: readonly string[]) =>
  testBatch(rows, { dedupKeys: rows.map((row) => row.split(' ')[0]!) });

const withoutRepeats = (rows: Batch) => withoutRepeatsOf(rows, new RecordHashes(rows, 'device'));

/** A batch with one row, and its hashes. */
function record(identity: string, text: string) {
  const row = testBatch([text], { dedupKeys: [identity] });
  const hashes = new RecordHashes(row, 'device');
  hashes.addContent(row.row(0));
  return { row: row.row(0), hashes };
}

function add(identities: Identities, identity: string, text: string): void {
  identities.add(record(identity, text).hashes, 0);
}

function stateOf(identities: Identities, identity: string, text: string) {
  const { hashes, row } = record(identity, text);
  return identities.stateOf(hashes, row);
}

describe('rows with the same identity in a batch', () => {
  it('are sent once if they are equal', () => {
    const { rows, repeats } = withoutRepeats(batch('a 1', 'b 1', 'a 1', 'a 1'));
    expect(rows).toEqual([0, 1]);
    expect([...repeats]).toEqual([
      [2, 0],
      [3, 0],
    ]);
  });

  it('are all sent if they differ', () => {
    const { rows, repeats } = withoutRepeats(batch('a 1', 'a 2', 'a 1', 'a 3', 'a 2'));
    expect(rows).toEqual([0, 1, 3]);
    expect([...repeats]).toEqual([
      [2, 0],
      [4, 1],
    ]);
  });

  it('are rejected or sent again with the row that was sent for them, and skipped if it was accepted', () => {
    const rejected = { status: 'rejected', reason: 'no' } as const;
    const retry = { status: 'retry', reason: 'later' } as const;
    const skipped = { status: 'skipped' } as const;
    const outcomes: Outcomes = new Map<number, RowOutcome>([
      [0, rejected],
      [1, retry],
      [2, skipped],
    ]);
    settleRepeats(
      new Map([
        [4, 0],
        [5, 1],
        [6, 2],
        [7, 3],
      ]),
      outcomes,
    );
    expect([4, 5, 6, 7].map((index) => outcomes.get(index))).toEqual([rejected, retry, skipped, skipped]);
  });
});

/** The notations of one instant. */
const NOTATIONS = ['00Z', '00.0Z', '00.000Z', '00.000000Z', '00.000000000Z'].map(
  (end) => `2024-01-01T00:00:${end}`,
);
/** A wizard with an embedded bolus, as a source writes it. */
const wizard = (time: string, normal = 1): string =>
  `{"bolus": {"time": "${time}", "normal": ${normal}}, "time":"${time}", "notes": ["at 00:00:00.0Z"]}`;

describe('records whose times differ only in their notation', () => {
  it('are sent once in a batch', () => {
    const texts = [...NOTATIONS.map((time) => wizard(time)), wizard(NOTATIONS[1]!, 2)];
    const rows = testBatch(texts, { dedupKeys: texts.map(() => 'a') });
    const distinct = withoutRepeats(rows);
    expect(distinct.rows).toEqual([0, 5]);
    expect([...distinct.repeats.keys()]).toEqual([1, 2, 3, 4]);
  });

  it.each(NOTATIONS)('are recognised after one was delivered as %s', (time) => {
    const identities = new Identities();
    add(identities, 'a', wizard(time));
    const states = (normal: number) =>
      new Set(NOTATIONS.map((each) => stateOf(identities, 'a', wizard(each, normal))));
    expect(states(1)).toEqual(new Set(['delivered']));
    expect(states(2)).toEqual(new Set(['different']));
  });

  it('are different if another text than a time differs in the same way', () => {
    const identities = new Identities();
    add(identities, 'a', '{"notes":["at 00:00:00.0Z"]}');
    expect(stateOf(identities, 'a', '{"notes":["at 00:00:00Z"]}')).toBe('different');
  });
});

describe('parts of a batch', () => {
  const rows = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 60 });

  it('keep rows with the same identity together, lose no row, and are as small as possible', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 10 }), (identities, size) => {
        const of = batch(...identities.map((identity, n) => `${identity} ${n}`));
        const all = identities.map((_, index) => index);
        const made = parts(of, all, size);
        expect(made.flat().toSorted((a, b) => a - b)).toEqual(all);
        const homes = new Map<string, number>();
        for (const [part, indexes] of made.entries())
          for (const index of indexes) {
            expect(homes.get(identities[index]!) ?? part).toBe(part);
            homes.set(identities[index]!, part);
          }
        // A part exceeds its size only by rows with identities that it already contains.
        for (const indexes of made)
          expect(new Set(indexes.slice(0, size).map((index) => identities[index])).size).toBe(
            new Set(indexes.map((index) => identities[index])).size,
          );
      }),
    );
  });

  it('are one if all rows fit, and none without rows', () => {
    expect(parts(batch('a 1', 'b 1'), [0, 1], 2)).toEqual([[0, 1]]);
    expect(parts(batch('a 1'), [], 2)).toEqual([]);
    expect(parts(batch('a 1', 'b 1'), [1], Number.POSITIVE_INFINITY)).toEqual([[1]]);
  });
});

describe('a delivered record', () => {
  it('is recognised, and is not confused with another record with its identity', () => {
    const identities = new Identities();
    add(identities, 'a', '1');
    expect([
      stateOf(identities, 'a', '1'),
      stateOf(identities, 'a', '2'),
      stateOf(identities, 'b', '1'),
    ]).toEqual(['delivered', 'different', 'new']);
  });

  it('is recognised among several records with its identity', () => {
    const identities = new Identities();
    add(identities, 'a', '1');
    add(identities, 'a', '2');
    expect(['1', '2', '3'].map((text) => stateOf(identities, 'a', text))).toEqual([
      'delivered',
      'delivered',
      'different',
    ]);
  });

  it('is remembered for 100,000 further records, and then forgotten', () => {
    const identities = new Identities();
    add(identities, 'first', '1');
    for (let n = 0; n < 100_000; n++) add(identities, `${n}`, '1');
    expect(stateOf(identities, 'first', '1')).toBe('delivered');
    for (let n = 0; n < 200_000; n++) add(identities, `${n}`, '1');
    expect(stateOf(identities, 'first', '1')).toBe('new');
  });

  it('has no hash collision with 200,000 similar records', () => {
    const identities = new Identities();
    for (let n = 0; n < 100_000; n++) add(identities, `cbg 2024-01-01T00:00:00Z mmol/L ${n}`, `${n}`);
    let mistaken = 0;
    for (let n = 100_000; n < 200_000; n++)
      if (stateOf(identities, `cbg 2024-01-01T00:00:00Z mmol/L ${n}`, 'x') !== 'new') mistaken++;
    expect(mistaken).toBe(0);
  });
});
