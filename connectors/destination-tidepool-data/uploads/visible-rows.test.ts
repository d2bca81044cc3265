import { expect, it } from 'vitest';
import { visibleRowIds, type WantedRow, windowsOf } from './visible-rows.ts';

const TARGET = { user: 'u', device: 'd', key: 'u d' };
const HOUR = 3_600_000;
const at = (id: string, hour: number): WantedRow => ({ id, at: hour * HOUR });

/** A reader that returns one of these lists of ids per read, and then always the last. Undefined: the read is rejected. */
function reader(...lists: readonly (readonly string[] | undefined)[]) {
  const windows: (readonly [from: string, to: string])[] = [];
  let renewed = 0;
  const api = {
    async visible(_user: string, _device: string, window: readonly [from: string, to: string]) {
      const list = lists[Math.min(windows.length, lists.length - 1)];
      windows.push(window);
      return list?.map((id) => ({ id, type: 'cbg' }));
    },
    async probe() {
      renewed++;
    },
  };
  return { api, windows, renewed: () => renewed };
}

it('windowsOf() groups rows that are close in time, up to a day', () => {
  const days = Array.from({ length: 49 }, (_, hour) => at(`${hour}`, hour));
  const sizes = (rows: readonly WantedRow[]) => windowsOf(rows).map(({ length }) => length);
  expect(sizes(days.toReversed())).toEqual([25, 24]);
  expect(sizes([at('a', 0), at('b', 2), at('c', 5)])).toEqual([2, 1]);
  expect(sizes([])).toEqual([]);
});

it('visibleRowIds() requests a time span that includes the first and last row after rounding', async () => {
  const { api, windows } = reader(['a', 'b']);
  await visibleRowIds(api, TARGET, [at('a', 0), { id: 'b', at: 999 }]);
  expect(windows).toEqual([['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:01.000Z']]);
});

it('visibleRowIds() stops after the first read that finds everything', async () => {
  const { api, windows } = reader(['a', 'other']);
  expect([...(await visibleRowIds(api, TARGET, [at('a', 0)]))]).toEqual(['a']);
  expect(windows).toHaveLength(1);
});

it('visibleRowIds() reads again after an incomplete list', async () => {
  const { api } = reader(['a'], ['a', 'b']);
  expect([...(await visibleRowIds(api, TARGET, [at('a', 0), at('b', 0), at('new', 0)]))]).toEqual(['a', 'b']);
});

it('visibleRowIds() omits rows that two reads do not show', async () => {
  const { api, windows } = reader(['other']);
  expect((await visibleRowIds(api, TARGET, [at('a', 0)])).size).toBe(0);
  expect(windows).toHaveLength(2);
});

it('visibleRowIds() renews an expired token', async () => {
  const { api, renewed } = reader(undefined, ['a']);
  expect([...(await visibleRowIds(api, TARGET, [at('a', 0)]))]).toEqual(['a']);
  expect(renewed()).toBe(1);
});

it('visibleRowIds() fails with advice if the account may not view the data', async () => {
  await expect(visibleRowIds(reader(undefined).api, TARGET, [at('a', 0)])).rejects.toMatchObject({
    code: 'ERR_NO_VIEW_RIGHT',
    failureType: 'config_error',
  });
});
