import { expect, it } from 'vitest';
import type { StreamRun } from '#cdk';
import { Columns } from './columns.ts';

const stream = (columns: readonly string[], key = 's'): StreamRun => ({
  ...{ name: key, namespace: null, key, columns },
  ...{ syncId: undefined, generationId: undefined },
});

it('stand in the order of the catalog, with the statement ids after them and without the platform’s own', () => {
  const columns = new Columns('ID');
  expect(columns.with({ b: 1 }, stream(['b', '_airbyte_raw_id', 'a', '_ab_cdc_lsn']))).toEqual([
    'b',
    'a',
    'ID',
  ]);
});

it('keep the place of the statement ids where the stream has a column of that name', () => {
  expect(new Columns('ID').with({}, stream(['ID', 'a']))).toEqual(['ID', 'a']);
});

it('grow by what records bring, and a number says which they were', () => {
  const columns = new Columns('');
  const s = stream(['a']);
  expect(columns.with({ a: 1 }, s)).toHaveLength(1);
  expect(columns.with({ z: 1, a: 1, ['__proto__']: 1 }, s)).toEqual(['a', 'z', '__proto__']);
  expect(columns.with({ b: 1 }, s)).toHaveLength(4);
  expect([columns.first(1, s), columns.first(4, s)]).toEqual([['a'], ['a', 'z', '__proto__', 'b']]);
});

it('are those of their own stream', () => {
  const columns = new Columns('');
  columns.with({ x: 1 }, stream([], 'one'));
  expect(columns.with({ y: 1 }, stream([], 'two'))).toEqual(['y']);
});

it('do not grow without an end', () => {
  const columns = new Columns('');
  const s = stream(['a']);
  for (let i = 0; i < 3_000; i++) columns.with({ [`c${i}`]: 1 }, s);
  expect(columns.with({}, s)).toHaveLength(1_001);
});
