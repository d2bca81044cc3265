import { deleteHard, insertRows } from './deduplication.ts';
import type { Deduplicator } from './model.ts';
import { deviceIdOf } from './sets.ts';
import { InternalFailure } from './work.ts';

/**
 * Deletes for good, when a set is closed, all other data of the user whose own device is that of the set, whoever uploaded them and
 * whatever the device of their set: rows of a continuous set, which mostly has none, go too. Sets of the device are marked as deleted,
 * and rows of another device stay in them (DeleteOtherDataSetData).
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
