import { deleteHard, insertRows } from './deduplication.ts';
import type { Deduplicator } from './deduplicators.ts';
import { deviceIdOf } from './sets.ts';
import { InternalFailure } from './work.ts';

/** Deletes for good, when a set is closed, everything else of the device, whoever uploaded it. */
export const truncateDataSet: Deduplicator = {
  name: 'device.truncate.dataset',
  version: '1.1.0',
  legacyName: 'org.tidepool.truncate',
  insert: insertRows,
  archiveOthers({ rows, sets, now }, set) {
    const deviceId = deviceIdOf(set);
    if (deviceId === undefined) throw new InternalFailure('data set device id is missing');
    for (const other of sets.ofUser(set.userId, deviceId)) {
      if (other === set) continue;
      for (const row of rows.ofSet(other)) rows.remove(row);
      other.data.deletedTime ??= now;
    }
  },
  deleteRows: deleteHard,
};
