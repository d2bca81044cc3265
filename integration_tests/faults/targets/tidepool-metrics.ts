import definition from '../../../connectors/destination-tidepool-metrics/index.ts';
import { commandOf, SECRET } from '../../acceptance/subjects/common.ts';
import { EMULATORS } from '../../emulators/registry.ts';
import { startEmulator } from '../../emulators/server.ts';
import { tidepoolOrg, USER_ID } from '../../emulators/tidepool-org.ts';
import { mark, type Target } from '../target.ts';
import { FAST } from './fast.ts';

/** One request a record; the service keeps what comes twice, and an `eventId` tells it apart. */
export const tidepoolMetricsTarget: Target = {
  name: 'destination-tidepool-metrics',
  ...commandOf('destination-tidepool-metrics'),
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
  unfit: (i) => ({ eventId: `click-${i}`, event_name: null, page: mark(i) }),
  recordsPerGroup: 10,
  promise: 'at least once',
  deliveries: { path: '/metrics/thisuser/' },
  secrets: [SECRET],
  async start(options) {
    const emulator = await startEmulator(
      tidepoolOrg({ tokens: [{ token: SECRET, userId: USER_ID }] }),
      options,
    );
    const { provider } = emulator;
    return {
      emulator,
      config: {
        ...EMULATORS['destination-tidepool-metrics'].config(emulator.url),
        credentials: { auth_type: 'session_token', session_token: SECRET },
      },
      arrived: () =>
        provider.metrics().map(({ query }) => ({ key: String(query.eventId), text: JSON.stringify(query) })),
      dropped: () => 0,
    };
  },
};
