import { expect, test } from 'vitest';
import { arrivalsIn } from './arrivals.ts';

test('records of a list, with their digits', () => {
  expect(arrivalsIn('[{"id":"a","n":9007199254740993},{"id":7}]', { key: 'id' })).toEqual([
    { key: 'a', text: '{"id":"a","n":9007199254740993}' },
    { key: '7', text: '{"id":7}' },
  ]);
});

test('a list, keys and data that stand deeper', () => {
  const body = '{"batch":{"items":[{"meta":{"key":"a"},"data":{"x":1}}]}}';
  const shape = { records: 'batch/items', key: 'meta/key', data: 'data' };
  expect(arrivalsIn(body, shape)).toEqual([{ key: 'a', text: '{"x":1}' }]);
});

test('one record a line, and a record that is no list', () => {
  expect(
    arrivalsIn('{"id":"a"}\n\n{"id":"b"}\n', { format: 'lines', key: 'id' })?.map(({ key }) => key),
  ).toEqual(['a', 'b']);
  expect(arrivalsIn('{"id":"a"}', { key: 'id' })).toHaveLength(1);
});

test('a list that is not there holds nothing', () => {
  expect(arrivalsIn('{"other":[1]}', { records: 'items', key: 'id' })).toEqual([]);
});

test('a record that is nested deeper than a stack arrives, known by its key', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(arrivalsIn(`[{"id":"a","deep":${deep}}]`, { key: 'id' })).toEqual([{ key: 'a', text: '' }]);
});

test('what is not JSON holds no answer', () => {
  expect(arrivalsIn('[{"id":', { key: 'id' })).toBeUndefined();
});
