import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyOperation } from '../define/operation.ts';
import { testStreamRun } from '../testing/test-batch.ts';
import { createShaper } from './shape.ts';
import { testOperation } from './testing/fixtures.ts';

const fields = z.object({
  id: z.string().optional(),
  n: z.number().optional(),
  nullable: z.string().nullable().optional(),
  bag: z.record(z.string(), z.unknown()).optional(),
});

type Data = Record<string, unknown>;
const source = { record: {}, stream: testStreamRun, id: () => 'derived' };

const shape = (rest: Partial<AnyOperation> = {}) => {
  const of: AnyOperation = {
    ...testOperation(fields),
    ...rest,
  };
  const shaped = createShaper(of);
  return (data: Data): Data => shaped(data, source) as Data;
};
const parse = (text: string): Data => JSON.parse(text) as Data;

describe('the shape of a row', () => {
  it('is the same object where nothing has to change', () => {
    const all = [{}, { id: 'a', n: 1, nullable: null, bag: { x: 1 } }, { nullable: 'x' }];
    for (const data of all)
      for (const rest of [{}, { unmappedColumns: 'keep' as const }, { unmappedColumns: { into: 'bag' } }])
        expect(shape(rest)(data)).toBe(data);
    const extra = { id: 'a', other: { x: 1 } };
    expect(shape({ unmappedColumns: 'keep' })(extra)).toBe(extra);
    const full = { id: 'a' };
    expect(shape({ defaults: { id: () => 'b' } })(full)).toBe(full);
  });

  it('has coerced values, and the record stays unchanged', () => {
    const data = { id: 7, n: '5' };
    expect(shape()(data)).toEqual({ id: '7', n: 5 });
    expect(data).toEqual({ id: 7, n: '5' });
  });

  it('has no null in non-nullable fields, where it counts as absent', () => {
    expect(shape()({ id: null, n: null, nullable: null, bag: null })).toEqual({ nullable: null });
  });

  it('drops, keeps or collects other columns, as declared by the operation', () => {
    const data = { id: 'a', x: 1, y: null };
    expect(shape()(data)).toEqual({ id: 'a' });
    expect(shape({ unmappedColumns: 'keep' })({ ...data, n: '1' })).toEqual({ id: 'a', n: 1, x: 1, y: null });
    expect(shape({ unmappedColumns: { into: 'bag' } })(data)).toEqual({ id: 'a', bag: { x: 1, y: null } });
  });

  it('collects other columns where the bag is null, also if null is a value of the bag', () => {
    const nullable = z.object({ bag: z.record(z.string(), z.unknown()).nullable().optional() });
    const into = shape({ schema: nullable, unmappedColumns: { into: 'bag' } });
    expect(into({ bag: null, x: 1 })).toEqual({ bag: { x: 1 } });
    expect(into({ bag: null })).toEqual({ bag: null });
  });

  it("keeps the record's own entries in the bag over collected ones", () => {
    const into = shape({ unmappedColumns: { into: 'bag' } });
    expect(into({ x: 1, y: 1, bag: { x: 2 } })).toEqual({ bag: { x: 2, y: 1 } });
    expect(into({ x: 1, bag: '{"x":2}' })).toEqual({ bag: { x: 2 } });
    expect(into({ x: 1, bag: null })).toEqual({ bag: { x: 1 } });
    const data = { x: 1, bag: { y: 2 } };
    into(data);
    expect(data).toEqual({ x: 1, bag: { y: 2 } });
    expect(into({ x: 1, bag: 'no object' })).toEqual({ bag: 'no object' });
  });

  it("never has the platform's columns", () => {
    const data = { id: 'a', _airbyte_extracted_at: 1, _ab_cdc_lsn: 2 };
    for (const rest of [{}, { unmappedColumns: 'keep' as const }, { unmappedColumns: { into: 'bag' } }])
      expect(shape(rest)(data)).toEqual({ id: 'a' });
  });

  it('has defaults in order, each computed from the values before it', () => {
    const fill = {
      id: (_row: Data, { id }: typeof source) => id(),
      nullable: (row: Data) => `of ${String(row.id)}`,
      n: () => undefined,
    };
    const filled = shape({ defaults: fill });
    expect(filled({})).toEqual({ id: 'derived', nullable: 'of derived' });
    expect(filled({ id: '', nullable: null, n: null })).toEqual({ id: 'derived', nullable: 'of derived' });
    expect(filled({ id: 'own', nullable: 'own', n: 0 })).toEqual({ id: 'own', nullable: 'own', n: 0 });
    expect('n' in filled({})).toBe(false);
  });

  it('has no value to fill in when a default is computed, and earlier defaults', () => {
    const rows: string[] = [];
    const make = (row: Data): string => {
      rows.push(JSON.stringify(row));
      return 'made';
    };
    const defaults = { id: make, nullable: make };
    for (const lacking of [{ n: 1 }, { nullable: null, n: 1, id: null }, { nullable: '', id: '', n: 1 }])
      expect(JSON.stringify(shape({ defaults })(lacking))).toBe('{"n":1,"id":"made","nullable":"made"}');
    expect(rows).toEqual(Array(3).fill(['{"n":1}', '{"n":1,"id":"made"}']).flat());
  });

  it('treats keys such as __proto__ as data, and pollutes nothing', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"n":"1"}';
    expect(JSON.stringify(shape()(parse(text)))).toBe('{"n":1}');
    const kept = shape({ unmappedColumns: 'keep' })(parse(text));
    expect(Object.keys(kept).sort()).toEqual(['__proto__', 'constructor', 'n']);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    const collected = shape({ unmappedColumns: { into: 'bag' } })(
      parse(text.replace('"n":"1"', '"bag":{"__proto__":7}')),
    );
    expect(JSON.stringify(collected)).toBe(
      '{"bag":{"__proto__":7,"constructor":{"prototype":{"polluted":1}}}}',
    );
    expect(({} as Data).polluted).toBeUndefined();
  });
});
