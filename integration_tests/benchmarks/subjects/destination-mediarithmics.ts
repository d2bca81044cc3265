import type { Random } from '../../../src/random.ts';
import { START } from '../messages.ts';
import { pick, uuid } from '../random.ts';
import type { Data, Subject } from '../subject.ts';
import { derivedId } from './derived-id.ts';

const DATAMART = '1502';
const IMPORT = '20517';
const TOKEN = 'api:benchmark';
const LINES_PER_DOCUMENT = 50_000;
const EVENT_NAMES = ['$item_view', '$basket_view', '$transaction_confirmed', 'newsletter opened'];
const CHANNELS = ['web', 'shop', 'call centre'];

const IMPORTS = `/v1/datamarts/${DATAMART}/document_imports`;
const EXECUTIONS = `${IMPORTS}/${IMPORT}/executions`;

const ok = (data: object, carries: boolean) => ({
  status: 200,
  body: JSON.stringify({ status: 'ok', data }),
  carries,
});
const CREATED = ok({ id: IMPORT, document_type: 'USER_ACTIVITY', mime_type: 'APPLICATION_X_NDJSON' }, false);
const PENDING = ok({ id: '1', status: 'PENDING' }, true);
/** More successes than any document has lines, because the sink does not count the lines of a document. */
const SUCCEEDED = ok(
  { id: '1', status: 'SUCCEEDED', result: { total_success: 1e9, total_failure: 0 } },
  false,
);
const NOT_FOUND = { status: 404, carries: false };

/** Activities, 50,000 per document, in sequence; each job has succeeded at its first poll. */
export const mediarithmics: Subject = {
  name: 'destination-mediarithmics',
  stream: 'activities',
  datasets: {
    plain: { title: 'records that are activities already', records: plainActivity },
    mapped: { title: 'events from columns, times converted, keys derived', records: mappedActivity },
  },
  basePath: '',
  config: {
    api_token: TOKEN,
    datamart_id: DATAMART,
    default_document_type: 'USER_ACTIVITY',
    poll_interval_seconds: 0.001,
  },
  least: {
    headers: { authorization: TOKEN, 'content-type': 'application/x-ndjson' },
    async start(send, dataset) {
      const wanted = { document_type: 'USER_ACTIVITY', mime_type: 'APPLICATION_X_NDJSON', name: 'benchmark' };
      const response = await new Promise<string>((resolve) =>
        send({ method: 'POST', path: IMPORTS, body: JSON.stringify(wanted) }, resolve),
      );
      const path = `${IMPORTS}/${JSON.parse(response).data.id}/executions`;
      const toActivity = dataset === 'mapped' ? mappedLine : (data: Data): Data => data;
      let body = '';
      let lines = 0;
      const post = (): void => {
        send({ method: 'POST', path, body });
        body = '';
        lines = 0;
      };
      return {
        record(data) {
          body += `${JSON.stringify(toActivity(data))}\n`;
          if (++lines === LINES_PER_DOCUMENT) post();
        },
        end() {
          if (lines > 0) post();
        },
      };
    },
  },
  sink: {
    respond(method, path) {
      if (method === 'POST' && path === IMPORTS) return CREATED;
      if (method === 'POST' && path === EXECUTIONS) return PENDING;
      return path === `${EXECUTIONS}/1` ? SUCCEEDED : NOT_FOUND;
    },
    marker: '"$session_status":',
    // Each line has one line break.
    payload: ({ bytes, records }) => bytes - records,
  },
  cpuGoals: { sockets: 1.4 },
  records: 500_000,
  // The documents of an import are posted in sequence.
  connections: 1,
  // Four documents, which is the number of concurrent requests.
  memory: { records: 4 * LINES_PER_DOCUMENT, copies: 5 },
};

function plainActivity(index: number, random: Random): object {
  const $ts = START + index * 137;
  return {
    $type: 'TOUCH',
    $session_status: 'NO_SESSION',
    $ts,
    ...account(random),
    $unique_key: uuid(random, 1),
    $events: [{ $event_name: pick(EVENT_NAMES, random), $ts, $properties: properties(random) }],
    channel: pick(CHANNELS, random),
  };
}

/** A row of a table: one event in columns of the activity, an ISO 8601 time, and no key. */
function mappedActivity(index: number, random: Random): object {
  return {
    $type: 'TOUCH',
    $ts: new Date(START + index * 137).toISOString(),
    ...account(random),
    $event_name: pick(EVENT_NAMES, random),
    $properties: properties(random),
    channel: pick(CHANNELS, random),
  };
}

const account = (random: Random): object => ({
  $user_account_id: `customer-${String(Math.floor(random() * 1e6)).padStart(6, '0')}`,
  $compartment_id: '1083',
});

const properties = (random: Random): object => ({
  $items: [{ $id: `sku-${Math.floor(random() * 1e4)}`, $qty: 1 + Math.floor(random() * 4) }],
  $amount: Math.floor(random() * 1e5) / 100,
  $currency: 'EUR',
});

/** Minimal conversion of a table's row to an activity. */
function mappedLine(data: Data): Data {
  const { $event_name, $properties, ...rest } = data;
  const $ts = Date.parse(String(rest.$ts));
  return {
    ...rest,
    $session_status: 'NO_SESSION',
    $ts,
    $unique_key: derivedId(data, 1),
    $events: [{ $event_name, $ts, $properties }],
  };
}
