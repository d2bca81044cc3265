import { expect, it } from 'vitest';
import type { StreamRun } from '#cdk';
import { Columns } from './columns.ts';

const stream = (columns: readonly string[], key = 's'): StreamRun => ({
  ...{ name: key, namespace: null, key, columns },
  ...{ syncId: undefined, generationId: undefined },
});
const many = (count: number, value: unknown = 1, prefix = 'c'): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, value]));

it('stand in the order of the catalog, with the statement ids after them and without the platform’s own', () => {
  const columns = new Columns('ID');
  expect(columns.sofar(stream(['b', '_airbyte_raw_id', 'a', '_ab_cdc_lsn']))).toEqual(['b', 'a', 'ID']);
});

it('keep the place of the statement ids where the stream has a column of that name', () => {
  expect(new Columns('ID').sofar(stream(['ID', 'a']))).toEqual(['ID', 'a']);
});

it('grow by what records bring, and rows of before share a file with those of after', () => {
  const columns = new Columns('');
  const s = stream(['a']);
  columns.admit({ a: 1 }, s);
  const era = columns.era(s);
  columns.admit({ z: 1, a: 1, ['__proto__']: 1 }, s);
  expect(columns.sofar(s)).toEqual(['a', 'z', '__proto__']);
  columns.admit({ b: 1 }, s);
  expect(columns.era(s)).toBe(era);
  expect(columns.header(era, s)).toEqual(['a', 'z', '__proto__', 'b']);
});

it('begin another file where filling up the rows before would make one too large', () => {
  const columns = new Columns('');
  const s = stream(['a']);
  for (let i = 0; i < 10_000; i++) columns.admit({ a: 1 }, s);
  const era = columns.era(s);
  columns.admit(many(500), s);
  expect(columns.era(s)).not.toBe(era);
  expect([columns.header(era, s).length, columns.header(columns.era(s), s).length]).toEqual([1, 501]);
});

it('are those of their own stream', () => {
  const columns = new Columns('');
  columns.admit({ x: 1 }, stream([], 'one'));
  columns.admit({ y: 1 }, stream([], 'two'));
  expect(columns.sofar(stream([], 'two'))).toEqual(['y']);
});

it('do not grow without an end, and a record that would lose a value is refused', () => {
  const columns = new Columns('');
  const s = stream(['a']);
  const refused = Array.from({ length: 3_000 }, (_, i) => columns.admit({ [`c${i}`]: 1 }, s)).filter(Boolean);
  expect(refused).toHaveLength(2_000);
  expect(refused[0]).toMatch(/columns that the catalog does not declare.*at most 1000/);
  expect(columns.sofar(s)).toHaveLength(1_001);
  expect(columns.admit({ a: 1, c0: 2 }, s)).toBeUndefined();
});

it('of a record that is refused are not taken in, so that others still have room', () => {
  const columns = new Columns('');
  const s = stream(['a']);
  expect(columns.admit(many(1_001, false, 'x'), s)).toBeDefined();
  expect(columns.sofar(s)).toEqual(['a']);
  expect(columns.admit(many(1_000, 0), s)).toBeUndefined();
});

it('beyond the most are left out where they hold nothing', () => {
  const columns = new Columns('');
  const s = stream(['a']);
  columns.admit(many(999), s);
  expect(columns.admit({ ...many(50, null, 'n'), ...many(50, '', 'e'), last: 'x' }, s)).toBeUndefined();
  expect(columns.sofar(s).slice(-1)).toEqual(['last']);
  expect(columns.admit({ ...many(50, null, 'n'), one: 0 }, s)).toBeDefined();
});

it('are needed: a record without any makes no row', () => {
  expect(new Columns('').admit({}, stream([]))).toBe('the record has no columns');
});
