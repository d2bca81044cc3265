import { deleteHard, hashOf, insertRows } from './deduplication.ts';
import type { Deduplicator } from './model.ts';
import type { Datum } from './validation.ts';

/** Drops data whose event is already active in the set; of equal events in one chunk the last one is kept. */
export const dropHash: Deduplicator = {
  name: 'dataset.drop.hash',
  version: '1.0.0',
  insert(work, set, data) {
    const byHash = new Map<string, Datum>();
    for (const datum of data) byHash.set(hashOf(datum, set, 'uploadId'), datum);
    for (const hash of byHash.keys()) {
      if (work.rows.byHash(hash).some((row) => row.active && row.set === set)) byHash.delete(hash);
    }
    return insertRows(work, set, [...byHash.values()], [...byHash.keys()]);
  },
  deleteRows: deleteHard,
};
