import { expect, it } from 'vitest';
import { type Sought, seen, windowsOf } from './visible-rows.ts';

const TARGET = { user: 'u', device: 'd', key: 'u d' };
const HOUR = 3_600_000;
const at = (id: string, hour: number): Sought => ({ id, at: hour * HOUR });

/** A reader that shows these ids, one list a look; the last again and again. Undefined: it is refused. */
function reader(...lists: readonly (readonly string[] | undefined)[]) {
  const asked: (readonly [from: string, to: string])[] = [];
  let renewed = 0;
  const api = {
    async visible(_user: string, _device: string, window: readonly [from: string, to: string]) {
      const list = lists[Math.min(asked.length, lists.length - 1)];
      asked.push(window);
      return list?.map((id) => ({ id, type: 'cbg' }));
    },
    async probe() {
      renewed++;
    },
  };
  return { api, asked, renewed: () => renewed };
}

it('what lies near is read at once, and no more than a day', () => {
  const days = Array.from({ length: 49 }, (_, hour) => at(`${hour}`, hour));
  const sizes = (sought: readonly Sought[]) => windowsOf(sought).map(({ length }) => length);
  expect(sizes(days.toReversed())).toEqual([25, 24]);
  expect(sizes([at('a', 0), at('b', 2), at('c', 5)])).toEqual([2, 1]);
  expect(sizes([])).toEqual([]);
});

it('the window holds its first and its last moment, which the service rounds', async () => {
  const { api, asked } = reader(['a', 'b']);
  await seen(api, TARGET, [at('a', 0), { id: 'b', at: 999 }]);
  expect(asked).toEqual([['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:01.000Z']]);
});

it('one look is enough where all is found', async () => {
  const { api, asked } = reader(['a', 'other']);
  expect([...(await seen(api, TARGET, [at('a', 0)]))]).toEqual(['a']);
  expect(asked).toHaveLength(1);
});

it('a list that is short once hides nothing', async () => {
  const { api } = reader(['a'], ['a', 'b']);
  expect([...(await seen(api, TARGET, [at('a', 0), at('b', 0), at('new', 0)]))]).toEqual(['a', 'b']);
});

it('what two looks do not show is not there', async () => {
  const { api, asked } = reader(['other']);
  expect((await seen(api, TARGET, [at('a', 0)])).size).toBe(0);
  expect(asked).toHaveLength(2);
});

it('a token that has ended is renewed', async () => {
  const { api, renewed } = reader(undefined, ['a']);
  expect([...(await seen(api, TARGET, [at('a', 0)]))]).toEqual(['a']);
  expect(renewed()).toBe(1);
});

it('an account that may not look is told what to do', async () => {
  await expect(seen(reader(undefined).api, TARGET, [at('a', 0)])).rejects.toMatchObject({
    code: 'ERR_NO_VIEW_RIGHT',
    failureType: 'config_error',
  });
});
