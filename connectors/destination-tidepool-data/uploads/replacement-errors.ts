import { type ConnectorError, transientError } from '@airbyte-ts/cdk';
import { withFailure } from './closing.ts';

/** The error for a lost data set. Its rows can't be read back, so all of them have to be sent again. */
export function dataSetGone(): ConnectorError {
  return transientError(
    'The data set that was to replace the existing data was closed or removed elsewhere. Nothing was replaced; run the sync again.',
    { code: 'ERR_DATA_SET_GONE', exhausted: true },
  );
}

/**
 * The error for data of another client, mostly an earlier attempt of this sync that still ran. Its rows count as delivered, and
 * must not be erased.
 */
export function deviceOvertaken(): ConnectorError {
  return transientError(
    'Another program, or an earlier attempt of this sync, has uploaded data of a device while this sync was collecting data to replace it. The data of this device was not replaced; run the sync again.',
    { code: 'ERR_DEVICE_OVERTAKEN', exhausted: true },
  );
}

/** The error for a replacement by another attempt, which may have erased rows of this one. */
export function replacedMeanwhile(): ConnectorError {
  return transientError(
    'Another attempt of this sync replaced the data of a device in the meantime, so this attempt does not change it. The next one adds the missing records.',
    { code: 'ERR_REPLACED_MEANWHILE', exhausted: true },
  );
}

/** The error for a set whose closing was not confirmed; it may have replaced the existing data. */
export function closeUnfinished(failure: string | undefined): ConnectorError {
  const message =
    'Tidepool did not confirm that it has replaced the existing data of a device, and may have started to. Run the sync again immediately: it uploads all of the new data again.';
  return transientError(withFailure(message, failure), { code: 'ERR_CLOSE_UNFINISHED', exhausted: true });
}
