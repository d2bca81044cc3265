import {
  type AnyOperation,
  type Batch,
  destination,
  jsonArray,
  operation,
  type Reject,
  reject,
  type Source,
} from '#cdk';
import spec from '../../spec/destination-tidepool-data.json' with { type: 'json' };
import type { DestinationTidepoolDataConfig as Config } from '../../spec/types/destination-tidepool-data.ts';
import { CHUNK_BYTES, CHUNK_ROWS } from './posting.ts';
import { type Datum, identityOf, type KnownBy, preparing } from './prepare.ts';
import { type DataType, fieldsOf, OBJECTS, TYPES } from './records/index.ts';
import { targetKeys } from './target.ts';
import { checkUploads, Uploads } from './uploads.ts';
import { userOf, verifyUser, wrongUser } from './user.ts';

/** A data set is one unit of commit and held in memory until it is closed. */
const DATA_SET_BYTES = 8 * 1024 * 1024;

export default destination<Config, Uploads>({
  name: 'destination-tidepool-data',
  title: 'Tidepool',
  spec,
  concurrency: 8,
  verify: verifyUser,
  connect: (config, context) => new Uploads(config, context),
  disconnect: (uploads) => uploads.end(),
  check: (uploads, config, { log }) => checkUploads(uploads, config, log),
  modeHint: (mode) =>
    mode === 'overwrite'
      ? 'switch on Allow Replacing (allow_replace) in the settings of the destination'
      : undefined,
  operations: (config) => TYPES.flatMap((type) => operationsFor(type, config)),
});

function operationsFor(type: DataType, config: Config): readonly AnyOperation<Uploads>[] {
  const { user_id_field: userField, device_id: deviceId } = config;
  /** What all modes do to a record. */
  const prepared = (knownBy: KnownBy) => {
    const prepare = preparing(knownBy);
    return {
      object: type,
      matchingKeys: matchingKeysOf(type, config),
      fields: OBJECTS[type],
      fieldsOf: (record: Datum) => fieldsOf(record.type ? record : { ...record, type }),
      ...(userField && { reads: [userField] }),
      fill: { type: () => type, ...(deviceId && { deviceId: () => deviceId }) },
      unfit: ({ record }: Source) => wrongUser(record, config),
      arrange: (row: Datum, source: Source) => withoutDevice(row) ?? prepare(row, source),
      framing: jsonArray,
    };
  };
  const targetKey = targetKeys();
  const targetOfRow = (row: Datum, { record }: Source) =>
    targetKey(userOf(record, config), String(row.deviceId));
  const perDevice = { key: targetOfRow, group: targetOfRow };

  const normal = operation<Datum, Uploads>({
    ...prepared(undefined),
    ...perDevice,
    modes: ['append'],
    identity: identityOf,
    repeats: 'together',
    limits: { rows: config.records_per_data_set, bytes: DATA_SET_BYTES },
    deliver: (batch, uploads) => uploads.append(batch),
  });
  const continuous = {
    ...prepared({ origin: config.client_name }),
    key: (_row: Datum, source: Source) => userOf(source.record, config),
    group: (_row: Datum, source: Source) => userOf(source.record, config),
    identity: (_row: Datum, source: Source) => source.id(),
    repeats: 'last',
    limits: { rows: CHUNK_ROWS, bytes: CHUNK_BYTES },
    deliver: (batch: Batch, uploads: Uploads) => uploads.upsert(batch),
  } as const;
  const appending = operation<Datum, Uploads>({ ...continuous, modes: ['append'] });
  const upserting = operation<Datum, Uploads>({ ...continuous, modes: ['append_dedup'], deletes: true });
  const replacing = operation<Datum, Uploads>({
    ...prepared('id'),
    ...perDevice,
    modes: ['overwrite'],
    identity: identityOf,
    limits: { rows: CHUNK_ROWS, bytes: CHUNK_BYTES },
    deliver: (batch, uploads) => uploads.replace(batch),
    finish: (_stream, uploads) => uploads.finish(),
  });
  return [
    config.session_type === 'normal' ? normal : appending,
    upserting,
    ...(config.allow_replace ? [replacing] : []),
  ];
}

/** Beside person, device and time: what keeps two data of one moment apart. */
const KINDS: Readonly<Partial<Record<DataType, string>>> = {
  basal: 'deliveryType',
  bolus: 'subType',
  deviceEvent: 'subType',
};

/** No field is a key by itself; these together are one for each datum. A device of the settings needs no column. */
function matchingKeysOf(type: DataType, { user_id_field: userField, device_id: deviceId }: Config) {
  const kind = KINDS[type];
  const key = [...(userField ? [userField] : []), 'time', ...(kind ? [kind] : [])];
  return [...(deviceId ? [key] : []), [...key, 'deviceId']];
}

function withoutDevice({ deviceId }: Datum): Reject | undefined {
  return deviceId === undefined || deviceId === null || deviceId === ''
    ? reject('deviceId is missing, and the settings have no Device ID')
    : undefined;
}
