import type { Deduplicator } from './deduplicators.ts';
import type { Datum } from './validation.ts';

/** A data set, its public part in `data`; the other fields are never shown. */
export interface DataSet {
  readonly userId: string;
  readonly uploadId: string;
  /** Its place in the order of creation. */
  readonly sequence: number;
  readonly data: Datum;
  state: 'open' | 'closed';
  active: boolean;
  /** Missing when the request named none, or none that exists: then nothing can be done with the set. */
  deduplicator?: Deduplicator;
}

export interface SetStore {
  /** False when the id is taken: it is unique over all users. */
  add(set: Omit<DataSet, 'sequence'>): DataSet | undefined;
  byId(uploadId: string): DataSet | undefined;
  /** Of all deviceIds, when it is not given. Newest first. */
  ofUser(userId: string, deviceId?: string): readonly DataSet[];
  all(): readonly DataSet[];
}

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
