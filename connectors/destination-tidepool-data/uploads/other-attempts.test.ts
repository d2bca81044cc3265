import { expect, it } from 'vitest';
import type { Posted } from '../api/api.ts';
import type { ListedDataSet } from '../api/replies.ts';
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
  is: Posted['is'] & ('taken' | 'closed' | 'unknown') = 'closed',
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

it('a closed data set of the job that replaces the device says that it was done', async () => {
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
])('one of %s does not', async (_, set) => {
  const { others, probes } = attempts([set]);
  expect(await others.haveReplaced(TARGET, 812)).toBe(false);
  expect(probes).toEqual([]);
});

it.each(['taken', 'unknown'] as const)('one that is not closed (%s) does not', async (is) => {
  expect(await attempts([MINE], is).others.haveReplaced(TARGET, 812)).toBe(false);
});

it('the own one does not, and is not probed', async () => {
  const { others, probes } = attempts([MINE]);
  expect(await others.haveReplaced(TARGET, 812, 'set')).toBe(false);
  expect(probes).toEqual([]);
});

it('sets are listed once for all devices of a user, until that is forgotten', async () => {
  const { others, lists } = attempts([]);
  for (const device of ['d', 'e']) await others.haveReplaced({ ...TARGET, device }, 812);
  await others.haveReplaced({ ...TARGET, user: 'v' }, 812);
  expect(lists).toEqual(['u', 'v']);
  others.forget();
  await others.haveReplaced(TARGET, 812);
  expect(lists).toEqual(['u', 'v', 'u']);
});

it('a listing that failed is asked for again, and nothing is taken for granted', async () => {
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
