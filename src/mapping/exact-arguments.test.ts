import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ExactNumber, numberOf } from '../define/exact-number.ts';
import type { AnyOperation } from '../define/operation.ts';
import { reject } from '../define/reject.ts';
import { stringifyExact } from '../protocol/exact.ts';
import { preparerOf, prepareText, rowOf, testOperation } from './testing/fixtures.ts';

describe('functions of an operation', () => {
  it('get exact numbers, which count and compare as numbers and are serialised with all digits', () => {
    const seen: unknown[] = [];
    const look = (value: unknown): void => {
      seen.push(value);
    };
    const of = testOperation(z.object({ n: z.number(), seen: z.string().optional() }), {
      rejectReason: ({ record }) => {
        look(record.n);
        return undefined;
      },
      schemaFor: ({ record }) => {
        look(record.n);
        return z.object({ n: z.number() });
      },
      transform: (row) => {
        look(row.n);
        return row;
      },
      orderingKey: (row) => {
        look(row.n);
        return String(row.n);
      },
      serialize: (row) => {
        look(row.n);
        return stringifyExact(row);
      },
    });
    const { made } = prepareText(preparerOf(of), '{"n":99999999999999.99}');
    expect(made).toMatchObject({ orderingKey: '99999999999999.99', text: '{"n":99999999999999.99}' });
    expect(seen.length).toBe(5);
    for (const value of seen) {
      expect(value).toBeInstanceOf(ExactNumber);
      expect(numberOf(value)).toBe(99999999999999.98);
      expect(Number(value)).toBe(99999999999999.98);
      expect((value as number) > 5 && (value as number) + 1 > 5).toBe(true);
      expect(`${value}`).toBe('99999999999999.99');
    }
    expect([numberOf(5), numberOf('5'), numberOf(null), numberOf({})]).toEqual([
      5,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('each get exact numbers', () => {
    const seen: unknown[] = [];
    const number = z.object({ n: z.number() });
    const look = (value: unknown): undefined => void seen.push(value);
    const alone: readonly Partial<AnyOperation>[] = [
      { rejectReason: ({ record }) => look(record.n) },
      { schemaFor: ({ record }) => look(record.n) ?? number },
      { transform: (row) => look(row.n) ?? row },
      { serialize: (row) => look(row.n) ?? 'x' },
      { orderingKey: (row) => look(row.n) ?? 'x' },
      { batchKey: (row) => look(row.n) ?? 'x' },
      { dedupKey: (_row, { record }) => look(record.n) ?? 'x' },
    ];
    for (const rest of alone) prepareText(preparerOf(testOperation(number, rest)), '{"n":99999999999999.99}');
    expect(seen.map(String)).toEqual(alone.map(() => '99999999999999.99'));
  });

  it('can calculate with fields of the type number', () => {
    const of = testOperation(z.object({ n: z.number() }), {
      transform: (row) => ((row.n as number) * 2 > 10 ? row : reject('n is too small')),
    });
    expect(rowOf(preparerOf(of), '{"n":12345678901234567890}')).toBe('{"n":12345678901234567890}');
    expect(rowOf(preparerOf(of), '{"n":1.2345678901234567890}')).toBe('rejected: n is too small');
  });
});
