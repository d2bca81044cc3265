import type { Random } from '../../../src/random.ts';
import { START } from '../messages.ts';
import { pick, uuid } from '../random.ts';
import { payloadOfArrays, type Subject } from '../subject.ts';
import { type Event, eventOf } from './tidepool-so-events.ts';

const WORDS =
  'please show me how the monthly report counts active users and why the export of last week is empty for two of our teams'.split(
    ' ',
  );
const FOREIGN = ['🙂', '“naïve” – or not', 'Ζητώ βοήθεια', '日本語'];
const EVENT_NAMES = ['USER_MESSAGE', 'MODEL_RESPONSE', 'USER_FEEDBACK'];
const EVENTS_PER_REQUEST = 100;

const CREATED = { status: 201, carries: true };
/** Validation requests get a response, but are not counted as uploads. */
const VALIDATED = { status: 200, carries: false };
const NOT_FOUND = { status: 404, carries: false };

/** A hundred events per request, at the connector's default concurrency. */
export const tidepoolSo: Subject = {
  name: 'destination-tidepool-so',
  stream: 'events',
  datasets: {
    plain: { title: 'records that are events already', records: plainRecord },
    mapped: { title: 'ids derived and columns moved to properties', records: mappedRecord },
  },
  basePath: '/api/v1/events',
  config: { api_key: 'benchmark', validation: 'never', max_requests_per_second: 1e6 },
  least: {
    headers: { 'content-type': 'application/json' },
    start(send, dataset) {
      const toEvent = eventOf(dataset);
      let batch: Event[] = [];
      const post = (): void => send({ method: 'POST', path: '/track', body: JSON.stringify(batch) });
      return {
        record(data) {
          batch.push(toEvent(data));
          if (batch.length < EVENTS_PER_REQUEST) return;
          post();
          batch = [];
        },
        end() {
          if (batch.length > 0) post();
        },
      };
    },
  },
  sink: {
    respond: (_, path) =>
      path.endsWith('/track') ? CREATED : path.endsWith('/validate') ? VALIDATED : NOT_FOUND,
    // Quotes inside a text are escaped, so no text can contain it.
    marker: '"event_name":',
    payload: payloadOfArrays,
  },
  cpuGoals: { sockets: 1.4, farosAxios: 0.5, farosUndici: 0.8 },
  python: {
    title: "provider's script, Python requests",
    ...{ file: 'tidepool_so_script.py', needs: 'requests', emitsStates: false, config: {} },
  },
  records: 500_000,
  connections: 8,
  latency: { atOnce: 16, recordsPerRequest: EVENTS_PER_REQUEST, records: 1_000_000 },
  memory: { records: 100_000, copies: 20 },
};

function plainRecord(index: number, random: Random): object {
  return {
    id: uuid(random),
    user_id: `u-${String(Math.floor(random() * 1e5)).padStart(5, '0')}`,
    session_id: `s-${String(Math.floor(index / 20)).padStart(8, '0')}`,
    timestamp: new Date(START + index * 137).toISOString(),
    event_name: EVENT_NAMES[index % EVENT_NAMES.length],
    text: sentence(random),
  };
}

/** `id` and `session_id` are missing, and three columns that are not fields of an event move to `properties`. */
function mappedRecord(index: number, random: Random): object {
  return {
    user_id: `u-${String(Math.floor(random() * 1e5)).padStart(5, '0')}`,
    timestamp: new Date(START + index * 137).toISOString(),
    event_name: EVENT_NAMES[index % EVENT_NAMES.length],
    text: sentence(random),
    channel: random() < 0.5 ? 'web' : 'mobile',
    turn: index,
    rating: Math.floor(random() * 100) / 10,
  };
}

/** Two to five words; one text in a hundred has characters outside Latin-1. */
function sentence(random: Random): string {
  const words = Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(WORDS, random));
  if (random() < 0.01) words.push(pick(FOREIGN, random));
  return words.join(' ');
}
