import type { DataSet, SetStore } from './model.ts';

export const deviceIdOf = (set: DataSet): string | undefined => set.data.deviceId as string | undefined;

export const isDeleted = (set: DataSet): boolean => set.data.deletedTime !== undefined;

export const isContinuous = (set: DataSet): boolean => set.data.dataSetType === 'continuous';

export function setStore(): SetStore {
  const byId = new Map<string, DataSet>();
  const byUser = new Map<string, DataSet[]>();

  return {
    add(input) {
      if (byId.has(input.uploadId)) return undefined;
      const set = { ...input, sequence: byId.size };
      byId.set(set.uploadId, set);
      const sets = byUser.get(set.userId);
      if (sets) sets.push(set);
      else byUser.set(set.userId, [set]);
      return set;
    },
    byId: (uploadId) => byId.get(uploadId),
    ofUser: (userId, deviceId) =>
      (byUser.get(userId) ?? [])
        .filter((set) => deviceId === undefined || deviceIdOf(set) === deviceId)
        .sort(newestFirst),
    all: () => [...byId.values()],
  };
}

const newestFirst = (a: DataSet, b: DataSet): number =>
  Date.parse(String(b.data.createdTime)) - Date.parse(String(a.data.createdTime)) || b.sequence - a.sequence;
