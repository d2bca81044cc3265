import type { ErrorCatalog } from '@airbyte-ts/cdk';

const RUN_AGAIN = 'Run the sync again.';
const ASK_TIDEPOOL =
  'If this happens again, check proxies between the connector and Tidepool, and report it.';

export const errorCatalog = {
  ERR_CLOSE_UNFINISHED: {
    failureType: 'transient_error',
    cause:
      'Tidepool did not confirm that a data set was closed, so its records are not proven to be visible. When a device is replaced, Tidepool may have begun to remove its old data.',
    remedy: 'Run the sync again at once. It uploads the records of the data set again.',
  },
  ERR_CONTINUOUS_DATA_SET_GONE: {
    failureType: 'config_error',
    cause:
      'Tidepool has closed or removed the continuous data set of a user, so its rows cannot be replaced any more.',
    remedy:
      'Enter another Client Name (`client_name`) to begin a new data set, and refresh the streams. Ask Tidepool to remove the old data set.',
  },
  ERR_DATA_SET_GONE: {
    failureType: 'transient_error',
    cause: 'A data set was closed or removed while the sync filled it.',
    remedy: `${RUN_AGAIN} It uploads the records of the data set again. Make sure that no other program uses the same account for the same devices.`,
  },
  ERR_DATA_SET_NOT_FOUND: {
    failureType: 'transient_error',
    cause:
      'Tidepool lists a data set and responds 404 to it. A gateway before its data service may be at fault.',
    remedy: `${RUN_AGAIN} If this happens again, check Environment (\`environment\`) or Base URL (\`base_url\`), and report it to Tidepool.`,
  },
  ERR_DEVICE_IN_TWO_MODES: {
    failureType: 'config_error',
    cause:
      'One stream replaces the data of a device to which another stream adds, or data of a person to whose continuous session another stream adds. Nothing was replaced.',
    remedy:
      'Give the streams in the mode overwrite device ids that no other stream has, or sync all streams of the device in one mode. Move them to a connection of their own if the others are append + deduped or continuous.',
  },
  ERR_DEVICE_OVERTAKEN: {
    failureType: 'transient_error',
    cause:
      'Another program, or an earlier attempt of this sync, uploaded data of a device while this sync collected the data that replaces it. Nothing was replaced.',
    remedy: RUN_AGAIN,
  },
  ERR_ENDLESS_LIST: {
    failureType: 'transient_error',
    cause: "Tidepool's list of the data sets of a user does not end, or repeats a page.",
    remedy: `${RUN_AGAIN} If this happens again, check Environment (\`environment\`) or Base URL (\`base_url\`), and proxies between the connector and Tidepool.`,
  },
  ERR_NO_DATA_SET_ID: {
    failureType: 'transient_error',
    cause: 'Tidepool created a data set, but its response has no id.',
    remedy: `${RUN_AGAIN} ${ASK_TIDEPOOL}`,
  },
  ERR_NO_UPLOAD_RIGHT: {
    failureType: 'config_error',
    cause: 'The Tidepool account may not upload data for the user.',
    remedy: 'Check User ID (`user_id`). Let the user, or their clinic, share upload rights with the account.',
  },
  ERR_NO_USER: {
    failureType: 'config_error',
    cause: 'Neither User ID (`user_id`) nor User ID Column (`user_id_field`) is filled in.',
    remedy:
      'Fill in User ID (`user_id`), or the name of a column with the user of each record in User ID Column (`user_id_field`).',
  },
  ERR_NO_VIEW_RIGHT: {
    failureType: 'config_error',
    cause:
      'An earlier attempt of the sync has replaced the data of a device. To add the missing rows, the account must view the data, and it may not. Nothing was changed.',
    remedy:
      'Let the user, or their clinic, share the right to view with the account, or start a new sync of all records.',
  },
  ERR_REQUEST_UNREADABLE: {
    failureType: 'system_error',
    cause:
      'Tidepool could not parse the rows of a request, which the connector wrote. No record was rejected.',
    remedy: 'Report it with the log of the sync.',
  },
  ERR_REJECTED_WITHOUT_REASON: {
    failureType: 'transient_error',
    cause: 'Tidepool rejected a request without naming a record. A proxy before it is the likely cause.',
    remedy: `${RUN_AGAIN} ${ASK_TIDEPOOL}`,
  },
  ERR_REPLACED_MEANWHILE: {
    failureType: 'transient_error',
    cause: 'Another attempt of the sync replaced the data of a device at the same time.',
    remedy: 'Run the sync again. It adds the rows that are missing.',
  },
  ERR_SETTINGS_REJECTED: {
    failureType: 'config_error',
    cause: 'Tidepool rejected the description of a data set, which is made from the settings.',
    remedy:
      'Check Client Name (`client_name`), Time Zone (`timezone`) and the settings of the device (`device_…`).',
  },
  ERR_UNKNOWN_TIME_ZONE: {
    failureType: 'config_error',
    cause: 'Time Zone (`timezone`) is not the exact name of an IANA time zone.',
    remedy: 'Enter a name such as `Europe/London`; upper and lower case count.',
  },
  ERR_UNREADABLE_RESPONSE: {
    failureType: 'transient_error',
    cause:
      'Tidepool returned a success response with an unexpected or empty body. A proxy before it may have responded.',
    remedy: `${RUN_AGAIN} ${ASK_TIDEPOOL}`,
  },
} satisfies ErrorCatalog;
