import { builtConnector, CANARY_SECRET } from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import { FAST } from '../../../integration_tests/faults/fast.ts';
import { mark, type Target } from '../../../integration_tests/faults/target.ts';
import { tidepoolOrg, USER_ID } from '../../tidepool-org/emulator/tidepool-org.ts';
import emulated from '../emulator/index.ts';
import definition from '../index.ts';

/** One request per record. The service stores repeated events, which have the same `eventId`. */
const target: Target = {
  name: 'destination-tidepool-metrics',
  ...builtConnector('destination-tidepool-metrics'),
  env: FAST,
  definition,
  modes: ['append'],
  streams: ['clicks', 'views', 'logins'],
  object: {
    object: 'event',
    primaryKey: [['eventId']],
    properties: { eventId: { type: 'string' }, event_name: { type: 'string' }, page: { type: 'string' } },
  },
  record: (i) => ({
    key: `click-${i}`,
    data: { eventId: `click-${i}`, event_name: `Viewed ${i % 2 ? 'Basics' : 'Données'}`, page: mark(i) },
  }),
  rejectedRecord: (i) => ({ eventId: `click-${i}`, event_name: null, page: mark(i) }),
  recordsPerGroup: 10,
  promise: 'at least once',
  deliveries: { path: '/metrics/thisuser/' },
  secrets: [CANARY_SECRET],
  async start(options) {
    const emulator = await startEmulator(
      tidepoolOrg({ tokens: [{ token: CANARY_SECRET, userId: USER_ID }] }),
      options,
    );
    const { provider } = emulator;
    return {
      emulator,
      config: {
        ...emulated.config(emulator.url),
        credentials: { auth_type: 'session_token', session_token: CANARY_SECRET },
      },
      arrived: () =>
        provider.metrics().map(({ query }) => ({ key: String(query.eventId), text: JSON.stringify(query) })),
      dropped: () => 0,
    };
  },
};

export default target;
