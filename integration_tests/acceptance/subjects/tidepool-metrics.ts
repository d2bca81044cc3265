import type { BrokenConfig, Config, Probe, Subject, SubjectObject } from '#testing';
import { EMULATORS } from '../../emulators/registry.ts';
import { startEmulator } from '../../emulators/server.ts';
import { tidepoolOrg, USER_ID } from '../../emulators/tidepool-org.ts';
import { commandOf, SECRET, schema, unreachable } from './common.ts';
import { planOf } from './fault-plan.ts';

const RECORDS_PATH = '^/metrics/thisuser/';

export function tidepoolMetricsSubject(): Subject {
  const name = 'destination-tidepool-metrics';
  const configFor = (url: string): Config => ({
    ...EMULATORS[name].config(url),
    credentials: { auth_type: 'session_token', session_token: SECRET },
    event_name_prefix: 'suite',
  });
  return {
    name,
    ...commandOf(name),
    objects: [event],
    offlineConfig: configFor('http://127.0.0.1:1'),
    secrets: [SECRET],
    broken: broken(configFor),
    async provider(): Promise<Probe> {
      const provider = tidepoolOrg({ tokens: [{ token: SECRET, userId: USER_ID }] });
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
        fault: (fault) => emulator.faults.set(planOf(fault, { path: { regexp: RECORDS_PATH } })),
        stop: () => emulator.close(),
      };
    },
  };
}

/** Events with an id of the source's, which the service hands on. */
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
    schema('no route', withoutRoute, 'Route'),
    schema('a server without a name', { ...valid, route: { target: 'server' } }, 'Server Name'),
    schema('an unknown route', { ...valid, route: { target: 'everybody' } }, 'Target'),
    schema('no token', { ...valid, credentials: { auth_type: 'session_token' } }, 'Session Token'),
    schema('plain http', { ...valid, base_url: 'http://example.com' }, 'Base URL'),
    schema('a share beyond 100', { ...valid, max_rejected_percent: 101 }, 'Maximum Rejected Records', '100'),
    schema('two problems', { add_event_id: 'yes' }, 'Route', 'Add Event ID'),
    ...unreachable(valid, 'http://127.0.0.1:1', 'https://no-such-host.invalid'),
  ];
}
