import type { StreamRun } from '@airbyte-ts/cdk';
import { testStreamRun } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import { Columns } from './columns.ts';

const stream = (columns: readonly string[], key = 's'): StreamRun => ({
  ...testStreamRun,
  ...{ name: key, key, columns },
});
const warnings: string[] = [];
const columnsWith = (idColumn: string): Columns =>
  new Columns(idColumn, { warn: (text) => void warnings.push(text) });
const many = (count: number, value: unknown = 1, prefix = 'c'): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, value]));

describe('Columns', () => {
  it('lists the columns of the catalog in order, then the statement ids, without columns of the platform', () => {
    const columns = columnsWith('ID');
    expect(columns.current(stream(['b', '_airbyte_raw_id', 'a', '_ab_cdc_lsn']))).toEqual(['b', 'a', 'ID']);
  });

  it('keeps the position of the statement ids if the stream declares that column', () => {
    expect(columnsWith('ID').current(stream(['ID', 'a']))).toEqual(['ID', 'a']);
  });

  it('adds columns of records, and rows from before and after share a file', () => {
    const columns = columnsWith('');
    const s = stream(['a']);
    columns.admit({ a: 1 }, s);
    const layout = columns.layout(s);
    columns.admit({ z: 1, a: 1, ['__proto__']: 1 }, s);
    expect(columns.current(s)).toEqual(['a', 'z', '__proto__']);
    columns.admit({ b: 1 }, s);
    expect(columns.layout(s)).toBe(layout);
    expect(columns.header(layout, s)).toEqual(['a', 'z', '__proto__', 'b']);
  });

  it('begins another file if padding the earlier rows would make it too large', () => {
    const columns = columnsWith('');
    const s = stream(['a']);
    for (let i = 0; i < 10_000; i++) columns.admit({ a: 1 }, s);
    const layout = columns.layout(s);
    columns.admit(many(500), s);
    expect(columns.layout(s)).not.toBe(layout);
    expect([columns.header(layout, s).length, columns.header(columns.layout(s), s).length]).toEqual([1, 501]);
  });

  it('keeps the columns of streams apart', () => {
    const columns = columnsWith('');
    columns.admit({ x: 1 }, stream([], 'one'));
    columns.admit({ y: 1 }, stream([], 'two'));
    expect(columns.current(stream([], 'two'))).toEqual(['y']);
  });

  it('stops growing at 1,000 undeclared columns, and rejects a record that would lose a value', () => {
    const columns = columnsWith('');
    const s = stream(['a']);
    const rejected = Array.from({ length: 3_000 }, (_, i) => columns.admit({ [`c${i}`]: 1 }, s)).filter(
      Boolean,
    );
    expect(rejected).toHaveLength(2_000);
    expect(rejected[0]).toMatch(/columns that the catalog does not declare.*at most 1000/);
    expect(columns.current(s)).toHaveLength(1_001);
    expect(columns.admit({ a: 1, c0: 2 }, s)).toBeUndefined();
  });

  it('does not add the columns of a rejected record', () => {
    const columns = columnsWith('');
    const s = stream(['a']);
    expect(columns.admit(many(1_001, false, 'x'), s)).toBeDefined();
    expect(columns.current(s)).toEqual(['a']);
    expect(columns.admit(many(1_000, 0), s)).toBeUndefined();
  });

  it('omits columns without a value beyond the maximum', () => {
    const columns = columnsWith('');
    const s = stream(['a']);
    columns.admit(many(999), s);
    expect(columns.admit({ ...many(50, null, 'n'), ...many(50, '', 'e'), last: 'x' }, s)).toBeUndefined();
    expect(columns.current(s).slice(-1)).toEqual(['last']);
    expect(columns.admit({ ...many(50, null, 'n'), one: 0 }, s)).toBeDefined();
  });

  it('rejects a record without columns', () => {
    expect(columnsWith('').admit({}, stream([]))).toBe('the record has no columns');
  });

  it('trims headers, and rejects records with a value in a column whose header would be repeated', () => {
    const columns = columnsWith('ID');
    const s = stream([' a b', 'a\nb', 'ID ', '', 'c']);
    expect(columns.admit({ ' a b': 1, 'a\nb': null, 'ID ': '', '': null, c: 2 }, s)).toBeUndefined();
    expect(columns.header(columns.layout(s), s)).toEqual(['a b', 'c', 'ID']);
    for (const name of ['a\nb', 'ID ', 'a b', 'c\t'])
      expect(columns.admit({ [name]: 1 }, s)).toMatch(/name equals that of another column.*Field Mappings/);
    expect(columns.admit({ d: 1, 'd ': 2 }, s)).toBeDefined();
    expect(columns.current(s)).toEqual([' a b', 'c', 'ID']);
    expect(columns.admit({ 'd ': 2 }, s)).toBeUndefined();
    expect(columns.header(columns.layout(s), s)).toEqual(['a b', 'c', 'ID', 'd']);
  });

  it('leaves out a column with a blank name, with one warning if it has a value', () => {
    const columns = columnsWith('');
    const s = stream(['', 'a']);
    warnings.length = 0;
    expect(columns.admit({ '': null, ' ': '', a: 1 }, s)).toBeUndefined();
    expect(warnings).toEqual([]);
    for (const name of ['', ' ', '\n']) expect(columns.admit({ [name]: 1, a: 1 }, s)).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('a column with a blank name')]);
    expect(columns.header(columns.layout(s), s)).toEqual(['a']);
  });

  it('sends the column of the statement ids if another column has the same header', () => {
    for (const names of [
      ['ID ', 'ID'],
      ['ID', ' ID'],
    ])
      expect(columnsWith('ID').current(stream(names))).toEqual(['ID']);
  });
});
