import { expect, it } from 'vitest';
import type { Posted } from '../api/post-rows.ts';
import type { ListedDataSet } from '../api/responses.ts';
import { OtherAttempts, TRUNCATE } from './other-attempts.ts';

const TARGET = { user: 'u', device: 'd', key: 'u d' };
const MINE: ListedDataSet = {
  uploadId: 'set',
  deviceId: 'd',
  deduplicator: { name: TRUNCATE },
  client: { private: { job: '812' } },
};

function attempts(
  sets: readonly ListedDataSet[],
  is: Posted['is'] & ('accepted' | 'closed' | 'unknown') = 'closed',
) {
  const lists: string[] = [];
  const probes: string[] = [];
  const others = new OtherAttempts({
    async list(user, isWanted) {
      lists.push(user);
      return sets.filter(isWanted);
    },
    async post(id, body) {
      probes.push(`${id} ${Buffer.concat(body)}`);
      return { is };
    },
  });
  return { others, lists, probes };
}

it('haveReplaced() is true for a closed, replacing data set of the job and device', async () => {
  const { others, probes } = attempts([MINE]);
  expect(await others.haveReplaced(TARGET, 812)).toBe(true);
  expect(probes).toEqual(['set []']);
});

it.each<[string, ListedDataSet]>([
  ['another job', { ...MINE, client: { private: { job: '811' } } }],
  ['no job', { ...MINE, client: undefined }],
  ['another device', { ...MINE, deviceId: 'e' }],
  ['no device', { ...MINE, deviceId: null }],
  ['another way', { ...MINE, deduplicator: { name: 'org.tidepool.deduplicator.none' } }],
  ['a set that was removed', { ...MINE, deletedTime: '2024-01-01T00:00:00Z' }],
])('haveReplaced() is false for a data set of %s', async (_, set) => {
  const { others, probes } = attempts([set]);
  expect(await others.haveReplaced(TARGET, 812)).toBe(false);
  expect(probes).toEqual([]);
});

it.each(['accepted', 'unknown'] as const)(
  'haveReplaced() is false for a data set that is not closed (%s)',
  async (is) => {
    expect(await attempts([MINE], is).others.haveReplaced(TARGET, 812)).toBe(false);
  },
);

it('haveReplaced() ignores the data set of this attempt without a request', async () => {
  const { others, probes } = attempts([MINE]);
  expect(await others.haveReplaced(TARGET, 812, 'set')).toBe(false);
  expect(probes).toEqual([]);
});

it('haveReplaced() lists data sets once per user, until forget()', async () => {
  const { others, lists } = attempts([]);
  for (const device of ['d', 'e']) await others.haveReplaced({ ...TARGET, device }, 812);
  await others.haveReplaced({ ...TARGET, user: 'v' }, 812);
  expect(lists).toEqual(['u', 'v']);
  others.forget();
  await others.haveReplaced(TARGET, 812);
  expect(lists).toEqual(['u', 'v', 'u']);
});

it('haveReplaced() fails if the list fails, and lists again with the next call', async () => {
  let calls = 0;
  const others = new OtherAttempts({
    async list() {
      if (calls++ === 0) throw new Error('busy');
      return [MINE];
    },
    post: async () => ({ is: 'closed' }),
  });
  await expect(others.haveReplaced(TARGET, 812)).rejects.toThrow('busy');
  expect(await others.haveReplaced(TARGET, 812)).toBe(true);
});
