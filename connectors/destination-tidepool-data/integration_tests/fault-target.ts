import { builtConnector, CANARY_SECRET } from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import { FAST } from '../../../integration_tests/faults/fast.ts';
import { mark, type Target } from '../../../integration_tests/faults/target.ts';
import { tidepoolOrg, USER_ID, USERNAME } from '../../tidepool-org/emulator/tidepool-org.ts';
import emulated from '../emulator/index.ts';
import definition from '../index.ts';

const PASSWORD = `${CANARY_SECRET} pass:word`;

/** Small data sets in the mode append; one lasting set in the mode append_dedup. */
const target: Target = {
  name: 'destination-tidepool-data',
  ...builtConnector('destination-tidepool-data'),
  env: FAST,
  definition,
  modes: ['append', 'append_dedup', 'overwrite'],
  streams: ['cbg', 'smbg', 'readings'],
  object: {
    object: 'cbg',
    primaryKey: [['reading_id']],
    properties: {
      reading_id: { type: 'integer' },
      type: { type: 'string' },
      time: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
      value: { type: 'number' },
      units: { type: 'string' },
      payload: { type: 'object' },
    },
  },
  keepsLast: ['append_dedup'],
  record(i, of = i) {
    const time = new Date(1_700_000_000_000 + of * 300_000).toISOString().replace('.000Z', 'Z');
    const reading = { type: 'cbg', time, value: 70 + (of % 120), units: 'mg/dL', payload: { note: mark(i) } };
    return { key: time, data: { reading_id: of, ...reading } };
  },
  rejectedRecord: (i) => ({
    reading_id: i,
    type: 'cbg',
    time: 'yesterday',
    value: 70,
    units: 'mg/dL',
    payload: { note: mark(i) },
  }),
  recordsPerGroup: 12,
  promise: 'exactly once',
  deliveries: { method: 'POST', path: { regexp: '^/v1/data_sets/[^/]+/data$' } },
  secrets: [CANARY_SECRET, PASSWORD],
  erasesEachOther: true,
  async start(options) {
    const users = [{ id: USER_ID, username: USERNAME, password: PASSWORD }];
    const emulator = await startEmulator(tidepoolOrg({ users }), options);
    const { provider } = emulator;
    return {
      emulator,
      config: {
        ...emulated.config(emulator.url),
        credentials: { auth_type: 'password', username: USERNAME, password: PASSWORD },
        records_per_data_set: 10,
        allow_replace: true,
        stream_mappings: ['readings', 'px_readings', 'px_cbg', 'px_smbg'].map((stream_name) => ({
          stream_name,
          object: 'cbg',
        })),
      },
      arrived: () =>
        provider.visible().map((datum) => ({ key: String(datum.time), text: JSON.stringify(datum) })),
      // Rows of a continuous set that the service marked as deleted and did not remove, because its insertion failed in between.
      halfReplaced: () =>
        new Set(
          provider
            .rows()
            .filter(({ deletedTime }) => deletedTime !== undefined)
            .map(({ datum }) => String(datum.time)),
        ),
      dropped: () => provider.rows().length - provider.visible().length,
    };
  },
};

export default target;
