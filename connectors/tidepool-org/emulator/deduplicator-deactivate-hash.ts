import { deleteHard, hashOf, insertRows } from './deduplication.ts';
import type { DataSet, Deduplicator, Row, Work } from './model.ts';
import { deviceIdOf } from './sets.ts';
import { InternalFailure } from './work.ts';

/**
 * Hides, when a set is closed, the older rows of the same events on the same device. Rows of one set are not
 * compared: a row that was posted twice is stored twice.
 */
export const deactivateHash: Deduplicator = {
  name: 'device.deactivate.hash',
  version: '1.1.0',
  legacyName: 'org.tidepool.hash-deactivate-old',
  insert(work, set, data) {
    const hashes = data.map((datum) => hashOf(datum, set, 'deviceId'));
    return insertRows(work, set, data, hashes);
  },
  archiveOthers(work, set) {
    if (deviceIdOf(set) === undefined) throw new InternalFailure('data set device id is missing');
    const flags = {
      active: false,
      archivedTime: work.now,
      archivedDataSetId: set.uploadId,
      deletedTime: undefined,
    };
    // The set's own active rows are included: a continuous set hides itself.
    for (const row of sameEvents(work, set)) if (row.active) work.rows.change(row, flags);
  },
  deleteRows: deleteHard,
  restoreOthers(work, set) {
    for (const own of work.rows.ofSet(set)) {
      // Rows that were hidden by this set replace its rows. Rows that were never active are not replaced.
      if (own.hash === undefined || !(own.active || own.archivedDataSetId !== undefined)) continue;
      const { active, archivedTime, archivedDataSetId } = own;
      for (const row of work.rows.byHash(own.hash)) {
        if (row.archivedDataSetId === set.uploadId && row.set !== set)
          work.rows.change(row, { active, archivedTime, archivedDataSetId });
      }
    }
  },
};

/** Returns the rows on the set's device whose hash occurs in the set. */
function* sameEvents({ rows }: Work, set: DataSet): Iterable<Row> {
  const hashes = new Set(rows.ofSet(set).map((row) => row.hash));
  for (const hash of hashes) {
    if (hash === undefined) continue;
    for (const row of rows.byHash(hash)) if (row.datum.deviceId === deviceIdOf(set)) yield row;
  }
}
