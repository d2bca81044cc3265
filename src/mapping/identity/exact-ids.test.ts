import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyOperation } from '../../define/operation.ts';
import type { RecordContext } from '../../define/stream.ts';
import { preparerOf, prepareText, rowOf, testOperation } from '../testing/fixtures.ts';

const at = (place: string, number: string): string => place.replaceAll('#', () => number);

describe('ids', () => {
  const identified = {
    defaults: { id: (_row: unknown, context: RecordContext) => context.id() },
    unmappedColumns: 'keep',
  } as const;
  const idOf = (
    record: string,
    key: readonly (readonly string[])[],
    rest: Partial<AnyOperation> = {},
  ): string => {
    const prepare = preparerOf(
      testOperation(z.looseObject({ id: z.string() }), { ...identified, ...rest }),
      {},
      key,
    );
    const ids = [1, 2].map(() => (JSON.parse(rowOf(prepare, record)) as { id: string }).id);
    expect(ids[0]).toBe(ids[1]);
    return ids[0]!;
  };
  /** Pairs of consecutive numbers that are equal in JavaScript. */
  const PAIRS = [
    ['99999999999999.98', '99999999999999.99'],
    ['0.12345678901234567890', '0.12345678901234567891'],
    ['12345678.123456789012', '12345678.123456789013'],
    ['9007199254740992', '9007199254740993'],
    ['1e400', '1e401'],
    ['1e-400', '0'],
    ['1.234567890123e-320', '1.234567890124e-320'],
  ] as const;

  it('differ between records that differ in any digit, inside or outside of their key', () => {
    for (const [one, other] of PAIRS)
      for (const [record, key] of [
        ['{"k":#}', [['k']]],
        ['{"k":{"l":#},"m":1}', [['k', 'l'], ['m']]],
        ['{"k":#}', []],
        ['{"k":[{"l":#}]}', []],
      ] as const)
        expect(idOf(at(record, one), key)).not.toBe(idOf(at(record, other), key));
  });

  it('differ in the dedup key of a deletion, and in ordering and batch keys', () => {
    const id = (_row: unknown, context: RecordContext): string => context.id();
    for (const [one, other] of PAIRS) {
      const seen = [one, other].map((number) => {
        const prepare = preparerOf(
          testOperation(z.object({ n: z.number().optional() }), {
            acceptsDeletes: true,
            dedupKey: id,
            orderingKey: id,
            batchKey: id,
          }),
          {},
          [['k']],
        );
        const row = prepareText(prepare, `{"k":${number},"n":1}`).made;
        const deletion = prepareText(prepare, `{"k":${number},"_ab_cdc_deleted_at":"2024"}`).made;
        if ('reason' in row || 'reason' in deletion) throw new Error('rejected');
        expect([deletion.dedupKey, deletion.orderingKey, deletion.batchKey]).toEqual([
          row.dedupKey,
          row.orderingKey,
          row.batchKey,
        ]);
        return row.dedupKey;
      });
      expect(seen[0]).not.toBe(seen[1]);
    }
  });

  it('are the same for every notation of a number that JavaScript carries exactly', () => {
    const id = idOf('{"k":1.1}', [['k']]);
    for (const number of ['1.10', '11e-1', '1.1000000000000000000000'])
      expect(idOf(`{"k":${number}}`, [['k']])).toBe(id);
    expect(idOf('{"k":-0}', [['k']])).toBe(idOf('{"k":0}', [['k']]));
  });

  it("do not change with the source's notation of a number, recognised or parsed, with and without a key", () => {
    const spellings = [
      ['5', '5.0', '5.000000', '5e0', '50e-1'],
      ['0', '-0', '0.0', '-0.0', '0e9'],
      ['-7.5', '-7.50', '-0.75e1'],
      ['100', '100.0', '1e2', '1E+2'],
      ['[1,2.5,"1.0"]', '[1.0,2.50,"1.0"]', '[1e0,2.5,"1.0"]'],
    ];
    for (const [first, ...others] of spellings)
      for (const [place, key] of [
        ['{"k":#,"m":"x"}', [['k']]],
        ['{"k":{"l":#},"m":"x"}', [['k', 'l'], ['m']]],
        ['{"k":#,"m":{"n":#}}', []],
      ] as const) {
        const id = idOf(at(place, first!), key);
        const prepare = preparerOf(testOperation(z.looseObject({ id: z.string() }), identified), {}, key);
        for (const number of [first!, ...others, first!]) {
          const text = rowOf(prepare, at(place, number));
          expect(text).toBe(`${at(place, number).slice(0, -1)},"id":"${id}"}`);
        }
      }
    const prepare = preparerOf(testOperation(z.looseObject({ id: z.string() }), identified));
    prepareText(prepare, '{"k":5,"m":[1]}');
    expect(prepareText(prepare, '{"k":6.0,"m":[1.0]}')).toMatchObject({ isRecognised: true });
  });

  it('are derived from the whole record where a part of the key is null or absent, recognised or parsed', () => {
    const key = [['k'], ['l']];
    for (const lacking of ['{"k":1,"l":null,"m":#}', '{"k":1,"m":#}', '{"k":null,"l":null,"m":#}'])
      expect(idOf(at(lacking, '1'), key)).not.toBe(idOf(at(lacking, '2'), key));
    const prepare = preparerOf(testOperation(z.looseObject({ id: z.string() }), identified), {}, key);
    const ids = [
      '{"k":1,"l":2,"m":1}',
      '{"k":1,"l":2,"m":2}',
      '{"k":1,"l":null,"m":1}',
      '{"k":1,"l":null,"m":2}',
    ].map((record) => (JSON.parse(rowOf(prepare, record)) as { id: string }).id);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids.slice(1)).size).toBe(3);
  });

  it('distinguish long numbers in column names from numbers in values', () => {
    const ids = [
      '{"9007199254740993":1}',
      '{"9007199254740992":1}',
      '{"1":9007199254740993}',
      '{"1":"9007199254740993"}',
    ];
    expect(new Set(ids.map((record) => idOf(record, []))).size).toBe(ids.length);
    const bag = z.record(z.string(), z.unknown());
    const prepare = preparerOf(testOperation(z.object({ bag }), { unmappedColumns: { into: 'bag' } }));
    expect(rowOf(prepare, '{"99999999999999.99":1,"x":{"12345678901234567":2}}')).toBe(
      '{"bag":{"99999999999999.99":1,"x":{"12345678901234567":2}}}',
    );
  });
});
