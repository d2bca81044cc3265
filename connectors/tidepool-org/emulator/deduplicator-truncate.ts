import { deleteHard, insertRows } from './deduplication.ts';
import type { Deduplicator } from './model.ts';
import { deviceIdOf } from './sets.ts';
import { InternalFailure } from './work.ts';

/**
 * Permanently deletes, when a set is closed, all other data of the user whose device is that of the set. Neither the client that
 * uploaded them nor the device of their set matters: rows of a continuous set, which usually has no device, are deleted too. Sets
 * of the device are marked as deleted, and keep rows of another device (DeleteOtherDataSetData).
 */
export const truncateDataSet: Deduplicator = {
  name: 'device.truncate.dataset',
  version: '1.1.0',
  legacyName: 'org.tidepool.truncate',
  insert: insertRows,
  archiveOthers({ rows, sets, now }, set) {
    const deviceId = deviceIdOf(set);
    if (deviceId === undefined) throw new InternalFailure('data set device id is missing');
    for (const other of sets.ofUser(set.userId)) {
      if (other === set) continue;
      for (const row of rows.ofSet(other)) if (row.datum.deviceId === deviceId) rows.remove(row);
      if (deviceIdOf(other) === deviceId) other.data.deletedTime ??= now;
    }
  },
  deleteRows: deleteHard,
};
