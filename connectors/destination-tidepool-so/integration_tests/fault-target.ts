import { builtConnector, CANARY_SECRET } from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import { FAST } from '../../../integration_tests/faults/fast.ts';
import { mark, type Target } from '../../../integration_tests/faults/target.ts';
import emulated from '../emulator/index.ts';
import { TIDEPOOL_SO_PATH, tidepoolSo } from '../emulator/tidepool-so.ts';
import definition from '../index.ts';

/** One request takes up to 100 events. The emulator stores each id once, which the provider does not document. */
const target: Target = {
  name: 'destination-tidepool-so',
  ...builtConnector('destination-tidepool-so'),
  env: FAST,
  definition,
  modes: ['append'],
  streams: ['chats', 'calls', 'mails'],
  object: {
    object: 'event',
    primaryKey: [['id']],
    properties: {
      id: { type: 'string' },
      user_id: { type: 'string' },
      session_id: { type: 'string' },
      text: { type: ['null', 'string'] },
      timestamp: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
    },
  },
  record: (i) => ({
    key: `event-${i}`,
    data: {
      id: `event-${i}`,
      user_id: `user-${i % 5}`,
      session_id: `session-${i % 7}`,
      text: mark(i),
      timestamp: new Date(1_700_000_000_000 + i * 1000).toISOString(),
    },
  }),
  rejectedRecord: (i) => ({
    id: `event-${i}`,
    user_id: 'user-1',
    session_id: mark(i),
    text: null,
    timestamp: '2024-05-14T08:17:09Z',
  }),
  recordsPerGroup: 120,
  promise: 'exactly once',
  deliveries: { path: `${TIDEPOOL_SO_PATH}/track` },
  secrets: [CANARY_SECRET],
  async start(options) {
    const emulator = await startEmulator(tidepoolSo({ keys: [CANARY_SECRET] }), options);
    const { provider } = emulator;
    return {
      emulator,
      config: {
        ...emulated.config(emulator.url),
        api_key: CANARY_SECRET,
        max_requests_per_second: 1000,
      },
      arrived: () => provider.events.map(({ id, text }) => ({ key: id, text })),
      dropped: () => provider.repeated,
    };
  },
};

export default target;
