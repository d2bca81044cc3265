import {
  type AnyOperation,
  type Batch,
  destination,
  jsonArray,
  operation,
  type RecordContext,
  Reject,
} from '@airbyte-ts/cdk';
import spec from '../../spec/destination-tidepool-data.json' with { type: 'json' };
import type { DestinationTidepoolDataConfig as Config } from '../../spec/types/destination-tidepool-data.ts';
import { type DataType, fieldsOf, hasGlucose, isForeignType, OBJECTS, TYPES } from './records/index.ts';
import { rowCompleter } from './rows/complete.ts';
import { type Datum, datumPreparer, type Identification, identityOf } from './rows/prepare.ts';
import { targetKeys } from './rows/target.ts';
import { userFault, userOf, verifyUser } from './rows/user.ts';
import { verifyModes } from './uploads/modes.ts';
import { CHUNK_BYTES, CHUNK_ROWS } from './uploads/posting.ts';
import { checkUploads, Uploads } from './uploads/uploads.ts';

/** Maximum bytes of a data set, which is committed as a whole and held in memory until it is closed. */
const DATA_SET_BYTES = 8 * 1024 * 1024;

const DELETION_HINT = 'set the stream to Append + Deduped';

export default destination<Config, Uploads>({
  name: 'destination-tidepool-data',
  displayName: 'Tidepool',
  spec,
  identitySettings: ['session_type', 'client_name', 'timezone', 'device_id'],
  maxConcurrency: 8,
  validateConfig: verifyUser,
  validateStreams: verifyModes,
  connect: (config, context) => new Uploads(config, context),
  disconnect: (uploads) => uploads.end(),
  check: (uploads, config, { log }) => checkUploads(uploads, config, log),
  syncModeHint: (mode) =>
    mode === 'overwrite'
      ? 'switch on Allow Replacing (allow_replace) in the settings of the destination'
      : undefined,
  operations: (config) => TYPES.flatMap((type) => operationsFor(type, config)),
});

function operationsFor(type: DataType, config: Config): readonly AnyOperation<Uploads>[] {
  const { user_id_field: userField, device_id: deviceId, glucose_units: units, timezone } = config;
  const completed = rowCompleter({ type, deviceId, timezone });
  /** The properties that the operations of all sync modes share. */
  const prepared = (identification: Identification) => {
    const prepare = datumPreparer(identification);
    return {
      object: type,
      matchingKeys: matchingKeysOf(type, config),
      schema: OBJECTS[type],
      schemaFor: ({ record }: RecordContext) =>
        fieldsOf(isForeignType(record.type) ? { ...record, type } : record),
      ...(userField && { consumedColumns: [userField] }),
      defaults: {
        type: () => type,
        ...(deviceId && { deviceId: () => deviceId }),
        ...(units !== 'from_records' && {
          units: (row: Datum) => (hasGlucose({ ...row, type: row.type ?? type }) ? units : undefined),
        }),
      },
      rejectReason: ({ record }: RecordContext) => userFault(record, config),
      transform(row: Datum, context: RecordContext) {
        const complete = completed(row);
        return complete instanceof Reject ? complete : prepare(complete, context);
      },
      framing: jsonArray,
    };
  };
  const targetKey = targetKeys();
  const targetOfRow = (row: Datum, { record }: RecordContext) =>
    targetKey(userOf(record, config), String(row.deviceId));
  const perDevice = { orderingKey: targetOfRow, batchKey: targetOfRow };

  const normal = operation<Datum, Uploads>({
    ...prepared(undefined),
    ...perDevice,
    syncModes: ['append'],
    deletionHint: DELETION_HINT,
    dedupKey: identityOf,
    onDuplicate: 'same-batch',
    limits: { maxRows: config.records_per_data_set, maxBytes: DATA_SET_BYTES },
    deliver: (batch, uploads) => uploads.append(batch),
  });
  const continuous = {
    ...prepared({ origin: config.client_name }),
    orderingKey: (_row: Datum, context: RecordContext) => userOf(context.record, config),
    batchKey: (_row: Datum, context: RecordContext) => userOf(context.record, config),
    dedupKey: (_row: Datum, context: RecordContext) => context.id(),
    onDuplicate: 'keep-last',
    limits: { maxRows: CHUNK_ROWS, maxBytes: CHUNK_BYTES },
    deliver: (batch: Batch, uploads: Uploads) => uploads.upsert(batch),
  } as const;
  const appending = operation<Datum, Uploads>({
    ...continuous,
    syncModes: ['append'],
    deletionHint: DELETION_HINT,
  });
  const upserting = operation<Datum, Uploads>({
    ...continuous,
    syncModes: ['append_dedup'],
    acceptsDeletes: true,
  });
  const replacing = operation<Datum, Uploads>({
    ...prepared('id'),
    ...perDevice,
    syncModes: ['overwrite'],
    dedupKey: identityOf,
    limits: { maxRows: CHUNK_ROWS, maxBytes: CHUNK_BYTES },
    deliver: (batch, uploads) => uploads.replace(batch),
    commit: (_stream, uploads) => uploads.finish(),
  });
  return [
    config.session_type === 'normal' ? normal : appending,
    upserting,
    ...(config.allow_replace ? [replacing] : []),
  ];
}

/** The field that distinguishes data of one person, device and time. */
const KINDS: Readonly<Partial<Record<DataType, string>>> = {
  basal: 'deliveryType',
  bolus: 'subType',
  deviceEvent: 'subType',
};

/** The fields that together identify a datum. With a Device ID in the settings, the column is optional. */
function matchingKeysOf(type: DataType, { user_id_field: userField, device_id: deviceId }: Config) {
  const kind = KINDS[type];
  const key = [...(userField ? [userField] : []), 'time', ...(kind ? [kind] : [])];
  return [...(deviceId ? [key] : []), [...key, 'deviceId']];
}
