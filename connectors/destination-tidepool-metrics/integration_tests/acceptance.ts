import {
  type BrokenConfig,
  builtConnector,
  CANARY_SECRET,
  type Config,
  faultPlanOf,
  type Probe,
  type Subject,
  type SubjectObject,
  schemaMistake,
  unreachable,
} from '@airbyte-ts/cdk/acceptance';
import { startEmulator } from '@airbyte-ts/cdk/emulator';
import { tidepoolOrg, USER_ID } from '../../tidepool-org/emulator/tidepool-org.ts';
import emulated from '../emulator/index.ts';

const RECORDS_PATH = '^/metrics/thisuser/';

function tidepoolMetricsSubject(): Subject {
  const name = 'destination-tidepool-metrics';
  const configFor = (url: string): Config => ({
    ...emulated.config(url),
    credentials: { auth_type: 'session_token', session_token: CANARY_SECRET },
    event_name_prefix: 'suite',
  });
  return {
    name,
    ...builtConnector(name),
    objects: [event],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [CANARY_SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const provider = tidepoolOrg({ tokens: [{ token: CANARY_SECRET, userId: USER_ID }] });
      const emulator = await startEmulator(provider);
      const records = new RegExp(RECORDS_PATH);
      return {
        config: configFor(emulator.url),
        arrived: () =>
          provider.metrics().map(({ eventName, query }) => ({
            key: String(query.eventId),
            text: JSON.stringify({ event_name: eventName, ...query }),
          })),
        deliveries: () => emulator.requests.filter(({ path }) => records.test(path)).length,
        requests: () => emulator.requests.length,
        fault: (fault) => emulator.faults.set(faultPlanOf(fault, { path: { regexp: RECORDS_PATH } })),
        stop: () => emulator.close(),
      };
    },
  };
}

/** Events with an id of the source, which the service forwards. */
const event: SubjectObject = {
  name: 'event',
  modes: ['append'],
  stream: 'clicks',
  properties: {
    eventId: { type: 'string' },
    event_name: { type: 'string' },
    page: { type: 'string' },
    milliseconds: { type: ['null', 'integer'] },
  },
  primaryKey: [['eventId']],
  openColumns: true,
  columnsAs: 'text',
  recordsPerRequest: 1,
  record: (i) => ({ key: `click-${i}`, data: { eventId: `click-${i}`, ...click(i) } }),
  // Without a name, or longer than an address may be.
  invalid: (i) => ({
    eventId: `bad-${i}`,
    ...click(i),
    ...(i % 2 ? { event_name: null } : { page: `${i}`.padEnd(10_000, '/') }),
  }),
  withoutKey: click,
};

function click(i: number): Readonly<Record<string, unknown>> {
  return {
    event_name: `Viewed ${i % 2 ? 'Basics/100%' : 'Données'}`,
    page: `/patients/${i}?a=b&c+d`,
    milliseconds: i,
  };
}

function broken(configFor: (url: string) => Config): BrokenConfig[] {
  const valid = configFor('http://127.0.0.1:1');
  const { route: _, ...withoutRoute } = valid;
  return [
    schemaMistake('no route', withoutRoute, 'Route'),
    schemaMistake('a server without a name', { ...valid, route: { target: 'server' } }, 'Server Name'),
    schemaMistake('an unknown route', { ...valid, route: { target: 'everybody' } }, 'Target'),
    schemaMistake('no token', { ...valid, credentials: { auth_type: 'session_token' } }, 'Session Token'),
    schemaMistake('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schemaMistake(
      'a share beyond 100',
      { ...valid, max_rejected_percent: 101 },
      'Maximum Rejected Records',
      '100',
    ),
    schemaMistake('two problems', { add_event_id: 'yes' }, 'Route', 'Add Event ID'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ];
}

/** The subjects of the acceptance suite: the connector with an emulator of its provider. */
export default [tidepoolMetricsSubject()];
