import type { Random } from '../../../src/random.ts';
import { START } from '../messages.ts';
import { pick, uuid } from '../random.ts';
import type { Data, Subject } from '../subject.ts';
import { derivedId } from './derived-id.ts';
import { TOKEN } from './tidepool-org-token.ts';

const EVENT_NAMES = ['Viewed Data', 'Fetched/earlier data', 'Print PDF', 'Clinic – Patient list'];
const ROLES = ['clinic_admin', 'clinic_member', 'patient'];

const RECORDED = { status: 200, carries: true };
const NOT_FOUND = { status: 404, carries: false };

/** One GET for each event. */
export const tidepoolMetrics: Subject = {
  name: 'destination-tidepool-metrics',
  stream: 'event',
  datasets: {
    plain: { title: 'events with ids of their own', records: plainEvent },
    mapped: { title: 'event ids derived, nested values flattened', records: mappedEvent },
  },
  basePath: '',
  config: {
    credentials: { auth_type: 'session_token', session_token: TOKEN },
    route: { target: 'thisuser' },
    event_name_prefix: 'blip',
  },
  least: {
    headers: { 'x-tidepool-session-token': TOKEN },
    start(send, dataset) {
      const parametersOf = dataset === 'mapped' ? mappedParameters : plainParameters;
      return {
        record: ({ event_name, ...data }) =>
          send({
            method: 'GET',
            path: `/metrics/thisuser/${encodeURIComponent(`blip - ${event_name}`)}?${parametersOf(data, event_name)}`,
          }),
        end() {},
      };
    },
  },
  sink: {
    respond: (_, path) => (path.startsWith('/metrics/thisuser/') ? RECORDED : NOT_FOUND),
    payload: ({ bytes }) => bytes,
  },
  cpuGoals: { sockets: 2, undici: 1.3 },
  python: {
    title: "Airbyte's Python CDK, requests",
    ...{ file: 'metrics_destination.py', needs: 'airbyte_cdk', emitsStates: true, config: { token: TOKEN } },
  },
  records: 100_000,
  connections: 16,
  latency: { atOnce: 16, recordsPerRequest: 1, records: 10_000 },
  memory: { records: 100_000, copies: 10 },
  // An event is an address, which has at most 8,000 bytes.
  rejects: ['1,000 more columns'],
};

function plainEvent(index: number, random: Random): object {
  return {
    event_name: pick(EVENT_NAMES, random),
    eventId: uuid(random),
    eventTime: new Date(START + index * 137).toISOString(),
    clinicId: `c-${String(Math.floor(random() * 1e4)).padStart(4, '0')}`,
    role: pick(ROLES, random),
    sourceVersion: '1.79.0',
    durationMs: Math.floor(random() * 5000),
  };
}

function mappedEvent(index: number, random: Random): object {
  return {
    event_name: pick(EVENT_NAMES, random),
    eventTime: new Date(START + index * 137).toISOString(),
    actor: {
      clinicId: `c-${String(Math.floor(random() * 1e4)).padStart(4, '0')}`,
      role: pick(ROLES, random),
    },
    sourceVersion: '1.79.0',
    durationMs: Math.floor(random() * 5000),
    experiment: null,
  };
}

function plainParameters(data: Data): string {
  let query = '';
  for (const name in data)
    query += `${query === '' ? '' : '&'}${name}=${encodeURIComponent(String(data[name]))}`;
  return query;
}

function mappedParameters(data: Data, event_name: unknown): string {
  const { actor, experiment, ...rest } = data;
  const flat: Record<string, unknown> = { ...rest, eventId: derivedId({ event_name, ...data }) };
  for (const [part, value] of Object.entries(actor as Data)) flat[`actor%5B${part}%5D`] = value;
  return plainParameters(flat);
}
