import type { ErrorCatalog } from './errors.ts';

const REPORT = 'Report it with the log of the sync.';
const CHECK_SOURCE =
  'Check what the source writes to standard output; update the source, or report it to its maintainers.';

/** The codes that the CDK raises outside of HTTP. */
export const errorCatalog = {
  ERR_AUTH: {
    failureType: 'config_error',
    cause: 'The provider rejected the credentials. The message names the reason.',
    remedy: 'Correct the credentials in the settings of the destination.',
  },
  ERR_BUG: {
    failureType: 'system_error',
    cause:
      'The connector threw an error that it does not handle, or made a request that cannot be sent: a mistake in it. The stack trace names the line.',
    remedy: `${REPORT} Authors: a test shows the error itself (\`TestRun.thrown\`).`,
  },
  ERR_CATALOG: {
    failureType: 'config_error',
    cause: 'The configured catalog lacks something that the protocol requires. The message names it.',
    remedy: 'Save the connection again. In a shell, correct the file that is given with `--catalog`.',
  },
  ERR_CATALOG_FILE: {
    failureType: 'config_error',
    cause: 'The file that is given with `--catalog` cannot be read, or is not JSON.',
    remedy:
      'Check the path and the permissions of the file, and that it contains a configured catalog: a JSON object with a list of `streams`.',
  },
  ERR_CHECK_DEADLINE: {
    failureType: 'transient_error',
    cause: 'During a check, the provider or the storage of rejected records did not respond in time.',
    remedy:
      'Check the address in the settings and that the network lets the connector reach it. Then test the connection again.',
  },
  ERR_CONFIG: {
    failureType: 'config_error',
    cause: 'A setting or the selection of streams cannot work. The message names it.',
    remedy: 'Follow the message.',
  },
  ERR_CONFIG_FILE: {
    failureType: 'config_error',
    cause: 'The file that is given with `--config` cannot be read, or is not one JSON object.',
    remedy: 'Check the path and the permissions of the file, and that it contains one JSON object.',
  },
  ERR_CONFIG_INVALID: {
    failureType: 'config_error',
    cause:
      'The configuration does not fit the specification. The message names each wrong setting and what it must be.',
    remedy: 'Correct the named settings of the destination.',
  },
  ERR_CONFIG_UPDATE_INVALID: {
    failureType: 'system_error',
    cause:
      'The connector changed its configuration (`updateConfig`), and the result does not fit its specification, or its `validateConfig` rejects it. The stored configuration stays as it is.',
    remedy: `${REPORT} Authors: the internal message names the setting; each change has to be a setting of the specification.`,
  },
  ERR_DEFINITION_INVALID: {
    failureType: 'system_error',
    cause:
      'The definition of the connector or of one of its operations has a member that is missing, unknown or misspelt, or members that contradict one another, such as `onDuplicate` without `dedupKey`. The message names them.',
    remedy:
      'Change the definition as the message says. Users of the connector: report it to its maintainers.',
  },
  ERR_DELETION_IN_BODY: {
    failureType: 'system_error',
    cause:
      'The connector sends the body of a batch with deletions. With `acceptsDeletes: true` a deletion has no text, so the body would contain `null`.',
    remedy:
      'Send the body of `batch.part(…)` with the other rows, and a request for each deletion. Users of the connector: report it to its maintainers.',
  },
  ERR_FILES: {
    failureType: 'config_error',
    cause: 'A stream includes files, which the destination does not support.',
    remedy: 'Turn off file transfer for the stream.',
  },
  ERR_GENERATIONS: {
    failureType: 'system_error',
    cause:
      'A stream is overwritten, but its catalog asks to keep data of earlier syncs: `minimum_generation_id` differs from `generation_id`. Nothing was replaced.',
    remedy:
      'Refresh the stream and remove its records in the connection. If this happens again, report it to the operator of the platform.',
  },
  ERR_INPUT_CUT: {
    failureType: 'transient_error',
    cause: 'The input ended in the middle of a message: the source, or the process between, was stopped.',
    remedy:
      'Run the sync again; it continues from the last state. If it happens again, look into the log of the source.',
  },
  ERR_LINE_NOT_JSON: {
    failureType: 'system_error',
    cause: 'A line of the input is not JSON. It may be a record, so the sync stopped instead of losing it.',
    remedy: CHECK_SOURCE,
  },
  ERR_LINE_TOO_LONG: {
    failureType: 'system_error',
    cause: 'A line of the input is longer than 256 MiB.',
    remedy: CHECK_SOURCE,
  },
  ERR_MAPPINGS: {
    failureType: 'config_error',
    cause:
      'Stream Mappings (`stream_mappings`) or Field Mappings (`field_mappings`) contradict each other, or name a field that the object does not have.',
    remedy: 'Correct the entries that the message names.',
  },
  ERR_NO_INPUT: {
    failureType: 'config_error',
    cause: '`write` has no standard input: it is closed, a directory, or open for writing only.',
    remedy:
      'Pipe the messages of the source into the command. For a sync without messages redirect `/dev/null` (Windows: `NUL`) to it.',
  },
  ERR_NO_PRIMARY_KEY: {
    failureType: 'config_error',
    cause: 'A stream is synced in a mode that needs a primary key, and has none.',
    remedy: 'Choose a primary key in the connection, or set the sync mode of the stream to append.',
  },
  ERR_NO_ROUTE: {
    failureType: 'config_error',
    cause:
      'The destination has several objects, and nothing assigns the stream to one of them. If a stream is replaced, the error comes with the first record of the sync, since a job that clears the stream sends none.',
    remedy:
      'Add the stream under Stream Mappings (`stream_mappings`) with one of the objects that the message lists, or name the stream like an object.',
  },
  ERR_NO_SUCH_OBJECT: {
    failureType: 'config_error',
    cause:
      'A stream is mapped to an object that the destination does not have, under Stream Mappings (`stream_mappings`) or in the connection.',
    remedy: 'Choose one of the objects that the message lists.',
  },
  ERR_NO_SUCH_ROW: {
    failureType: 'system_error',
    cause: 'The connector gave an outcome to a row that its batch does not have.',
    remedy: `${REPORT} Authors: indexes begin at 0 in each batch, and in each part of it. The internal message has the index.`,
  },
  ERR_NOT_A_MESSAGE: {
    failureType: 'system_error',
    cause: 'A line of the input is JSON but not a message of the Airbyte protocol.',
    remedy: CHECK_SOURCE,
  },
  ERR_NOT_A_REJECTED_RECORD: {
    failureType: 'config_error',
    cause: 'A file that was given to `replay` has a line that is not a rejected record.',
    remedy:
      'Give the files of JSON lines that a sync has written to the storage of rejected records, unchanged.',
  },
  ERR_NOT_SETTLED: {
    failureType: 'system_error',
    cause: 'The connector did not give an outcome to each row of a batch.',
    remedy: `${REPORT} Authors: \`deliver\` has to return \`batch.all(…)\`, \`batch.each(…)\` or \`batch.except(…)\` of the batch that it got.`,
  },
  ERR_NOT_UTF8: {
    failureType: 'system_error',
    cause: 'A line of the input is not UTF-8 text.',
    remedy: CHECK_SOURCE,
  },
  ERR_PROTOCOL: {
    failureType: 'system_error',
    cause: 'The input breaks a rule of the Airbyte protocol. The message names it.',
    remedy: CHECK_SOURCE,
  },
  ERR_RATE_LIMIT: {
    failureType: 'transient_error',
    cause: 'The provider limits the rate of requests.',
    remedy: 'Run the sync again later; it continues from the last state.',
  },
  ERR_REJECT: {
    failureType: 'config_error',
    cause: 'A record cannot be delivered. The message gives the reason.',
    remedy: 'Correct the data at the source, or Field Mappings (`field_mappings`).',
  },
  ERR_REJECT_DIRECTORY: {
    failureType: 'config_error',
    cause: 'The directory for rejected records is not an absolute path.',
    remedy:
      'Enter a path that begins with `/` as Rejected Records > Directory (`object_storage_config.directory`).',
  },
  ERR_REJECT_STORAGE: {
    failureType: 'config_error',
    cause: 'The configuration names a storage of rejected records that does not exist.',
    remedy:
      'Choose a storage under Rejected Records (`object_storage_config`); its `storage_type` is `None`, `Local` or `S3`.',
  },
  ERR_REJECTED_ROWS_UNKNOWN: {
    failureType: 'system_error',
    cause: 'The provider rejected a batch, and the connector did not find out which of its rows are invalid.',
    remedy: `${REPORT} Authors: set \`batchSemantics\`, implement \`validate\`, or return \`batch.except(…)\`.`,
  },
  ERR_REJECTS_NOT_KEPT: {
    failureType: ['config_error', 'transient_error'],
    cause:
      'Rejected records could not be written to the directory, or to the bucket within 15 minutes. A sync stops then, so that none of them is lost.',
    remedy:
      'A `config_error`: correct Rejected Records (`object_storage_config`) or the permissions there. A `transient_error`: free space, or wait until the storage is back, and run the sync again.',
  },
  ERR_REPLAY_FILE: {
    failureType: 'config_error',
    cause: 'A file or folder that was given to `replay` cannot be read, or has no `*.jsonl` file.',
    remedy: 'Give the folder that the log of the sync names, and check its permissions.',
  },
  ERR_REPLAY_IDENTITY: {
    failureType: 'config_error',
    cause:
      'Rejected records that `replay` should deliver were rejected under another primary key, sync mode or setting, so they would get ids ' +
      'other than those of the sync, and be stored twice. Files of older versions do not contain the parameters of the ids at all.',
    remedy:
      'Give the settings that the message names their earlier values, replay the files one by one, or pass the catalog of the sync with --catalog.',
  },
  ERR_REPLAY_OVERWRITE: {
    failureType: 'config_error',
    cause:
      'A stream is in the sync mode overwrite, so a replay would replace all of it with the rejected records.',
    remedy:
      'Run the sync again, which sends every record. To append the rejected records, pass a catalog with the sync mode append.',
  },
  ERR_REPORT_FILE: {
    failureType: 'config_error',
    cause: 'The file that is given with `--report` or `--output` cannot be written.',
    remedy: 'Give the path of a file in an existing folder that you may write to.',
  },
  ERR_REPORT_LOG: {
    failureType: 'config_error',
    cause: 'The log that is given to `report` cannot be read, or it has no sync in it.',
    remedy: 'Give the output of `write`, or a log of the platform with it.',
  },
  ERR_SCHEMA_UNSUPPORTED: {
    failureType: 'system_error',
    cause:
      'The definition of an operation has a schema that the CDK does not honour, such as one that sets defaults or changes values. The message names the part.',
    remedy:
      'Change the definition as the message says. Users of the connector: report it to its maintainers.',
  },
  ERR_SOCKETS: {
    failureType: 'config_error',
    cause: 'The platform offers records over sockets, which the destination does not read.',
    remedy: 'Run the connection with standard input: `DATA_CHANNEL_MEDIUM=STDIO`.',
  },
  ERR_STREAM_INCOMPLETE: {
    failureType: 'transient_error',
    cause:
      'The input ended before the source reported a stream as complete, or, in the mode overwrite, with records after its last state.',
    remedy:
      'Run the sync again; it continues from the last state. If it happens again, look into the log of the source.',
  },
  ERR_SYNC_MODE: {
    failureType: 'config_error',
    cause:
      'A stream is set to a sync mode that its object does not support, or the settings do not allow its object.',
    remedy:
      'Set the stream to one of the modes that the message lists. Under PyAirbyte set `write_strategy`, such as `write_strategy="append"`.',
  },
  ERR_TOO_MANY_REJECTED: {
    failureType: 'config_error',
    cause:
      'More records were rejected than Maximum Rejected Records (%) (`max_rejected_percent`) allows. The message lists the most frequent reasons.',
    remedy:
      'Correct the data at the source or Field Mappings (`field_mappings`), or raise Maximum Rejected Records (%) (`max_rejected_percent`).',
  },
  ERR_TRANSIENT: {
    failureType: 'transient_error',
    cause: 'Something failed that may succeed later. The message names it.',
    remedy: 'Run the sync again; it continues from the last state.',
  },
  ERR_UNKNOWN_STREAM: {
    failureType: 'config_error',
    cause: 'The input has a record of a stream that the configured catalog does not name.',
    remedy:
      "Refresh the source's schema and save the connection. Where the names differ in the namespace or prefix, check Destination Namespace and Stream Prefix of the connection.",
  },
} satisfies ErrorCatalog;
