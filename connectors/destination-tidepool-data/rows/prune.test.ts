import { ExactNumber } from '@airbyte-ts/cdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pruned } from './prune.ts';

describe('pruned()', () => {
  it('returns the same record if it has no empty values', () => {
    const record = { a: 1, b: { c: ['d', { e: false }] }, f: '', g: 0 };
    expect(pruned(record)).toBe(record);
  });

  it('removes nulls, empty lists and empty objects on every level', () => {
    const record = {
      a: null,
      b: [],
      c: {},
      d: { e: null, f: [null, {}] },
      g: [1, null, { h: [[]] }],
      i: 'j',
    };
    expect(pruned(record)).toEqual({ g: [1], i: 'j' });
    expect(pruned({ a: null })).toEqual({});
  });

  it('keeps nulls in lists of a payload, so that no item moves', () => {
    const payload = { signal: [1, null, 3], deep: { more: [{ a: null }, []] } };
    expect(pruned({ payload, none: [null] })).toEqual({ payload });
    expect(pruned({ payload: { gone: null, empty: [], signal: [null] } })).toEqual({
      payload: { signal: [null] },
    });
    expect(pruned({ payload: { gone: null } })).toEqual({});
  });

  it('keeps the names of schedules without entries', () => {
    const row = {
      basalSchedules: { standard: [{ start: 0, rate: 1 }], 'pattern a': [], gone: null },
      other: { list: [] },
    };
    expect(pruned(row)).toEqual({ basalSchedules: { standard: [{ start: 0, rate: 1 }], 'pattern a': [] } });
  });

  it('rejects a number that Go can’t parse, at any place and in any representation', () => {
    for (const number of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, new ExactNumber('-1e400')])
      expect(() => pruned({ payload: { deep: [{ number }] } })).toThrow(
        expect.objectContaining({ reason: expect.stringContaining('outside the range of a 64-bit float') }),
      );
    const long = { payload: { long: new ExactNumber('9007199254740993') } };
    expect(pruned(long)).toBe(long);
  });

  it('keeps unchanged parts, and does not mutate its argument', () => {
    const kept = { deep: [1] };
    const record = Object.freeze({ kept, gone: null });
    expect(pruned(record).kept).toBe(kept);
    expect(record).toHaveProperty('gone');
  });

  it('keeps exact numbers', () => {
    const exact = new ExactNumber('0.12345678901234567890');
    const row = pruned({ a: exact, b: { c: [exact, null] }, d: null });
    expect(row).toEqual({ a: exact, b: { c: [exact] } });
    expect(row.a).toBe(exact);
  });

  it('leaves no empty values, and is idempotent', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json, { noNullPrototype: true }), (record) => {
        const once = pruned(record);
        expect(pruned(once)).toEqual(once);
        expect(Object.values(once).some(isEmpty)).toBe(false);
      }),
    );
  });
});

const isEmpty = (value: unknown): boolean =>
  value === null ||
  (typeof value === 'object' && (Object.keys(value).length === 0 || Object.values(value).some(isEmpty)));
