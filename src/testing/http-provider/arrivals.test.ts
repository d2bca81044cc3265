import { expect, test } from 'vitest';
import { arrivalsIn } from './arrivals.ts';

test('arrivalsIn() reads records of a list, with all digits', () => {
  expect(arrivalsIn('[{"id":"a","n":9007199254740993},{"id":7}]', { key: 'id' })).toEqual([
    { key: 'a', text: '{"id":"a","n":9007199254740993}' },
    { key: '7', text: '{"id":7}' },
  ]);
});

test('arrivalsIn() reads nested lists, keys and data', () => {
  const body = '{"batch":{"items":[{"meta":{"key":"a"},"data":{"x":1}}]}}';
  const shape = { records: 'batch/items', key: 'meta/key', data: 'data' };
  expect(arrivalsIn(body, shape)).toEqual([{ key: 'a', text: '{"x":1}' }]);
});

test('arrivalsIn() reads one record per line, and a single record without a list', () => {
  expect(
    arrivalsIn('{"id":"a"}\n\n{"id":"b"}\n', { format: 'lines', key: 'id' })?.map(({ key }) => key),
  ).toEqual(['a', 'b']);
  expect(arrivalsIn('{"id":"a"}', { key: 'id' })).toHaveLength(1);
});

test('arrivalsIn() returns no records if the list is missing', () => {
  expect(arrivalsIn('{"other":[1]}', { records: 'items', key: 'id' })).toEqual([]);
});

test('arrivalsIn() returns the key of a record that is nested deeper than the stack', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(arrivalsIn(`[{"id":"a","deep":${deep}}]`, { key: 'id' })).toEqual([{ key: 'a', text: '' }]);
});

test('arrivalsIn() returns undefined for a body that is not JSON', () => {
  expect(arrivalsIn('[{"id":', { key: 'id' })).toBeUndefined();
});
