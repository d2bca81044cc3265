import type { Random } from '../../../src/random.ts';
import { START } from '../messages.ts';
import { pick } from '../random.ts';
import { type Data, payloadOfArrays, type Subject } from '../subject.ts';
import { TOKEN } from './tidepool-org-token.ts';

const USER = 'abcdef0123';
const DEVICE = 'DexG6-7f3a91c2-BENCH';
const DATA_SET = '0123456789abcdef0123456789abcdef';
const ROWS_PER_REQUEST = 1000;
const FIVE_MINUTES = 300_000;
const TWO_HOURS = 7_200_000;
const TRENDS = ['constant', 'slowFall', 'slowRise', 'moderateFall', 'moderateRise'];

const CREATED = {
  status: 201,
  body: JSON.stringify({ data: { id: DATA_SET, uploadId: DATA_SET, type: 'upload' }, meta: {} }),
  carries: false,
};
const STORED = { status: 200, body: '{"data":[],"meta":{}}', carries: true };
const CLOSED = { status: 200, body: '{"data":{},"meta":{}}', carries: false };
const NOT_FOUND = { status: 404, carries: false };

/** Glucose readings of one device, 1,000 per request, in sequence into data sets that are closed. */
export const tidepoolData: Subject = {
  name: 'destination-tidepool-data',
  stream: 'cbg',
  datasets: {
    plain: { title: 'readings that are data already', records: plainReading },
    mapped: { title: 'type and device filled in, times moved to UTC, nulls removed', records: mappedReading },
  },
  basePath: '',
  config: {
    credentials: { auth_type: 'session_token', session_token: TOKEN },
    user_id: USER,
    device_id: DEVICE,
  },
  least: {
    headers: { 'x-tidepool-session-token': TOKEN, 'content-type': 'application/json' },
    async start(send, dataset) {
      const dataSet = { client: { name: 'org.example.benchmark' }, dataSetType: 'normal', deviceId: DEVICE };
      const response = await new Promise<string>((resolve) =>
        send({ method: 'POST', path: `/v1/users/${USER}/data_sets`, body: JSON.stringify(dataSet) }, resolve),
      );
      const path = `/v1/data_sets/${JSON.parse(response).data.uploadId}`;
      const toDatum = dataset === 'mapped' ? mappedDatum : (data: Data): Data => data;
      let chunk: Data[] = [];
      const post = (): void => send({ method: 'POST', path: `${path}/data`, body: JSON.stringify(chunk) });
      return {
        record(data) {
          chunk.push(toDatum(data));
          if (chunk.length < ROWS_PER_REQUEST) return;
          post();
          chunk = [];
        },
        end() {
          if (chunk.length > 0) post();
          send({ method: 'PUT', path, body: '{"dataState":"closed"}' });
        },
      };
    },
  },
  sink: {
    respond(method, path) {
      if (path.endsWith('/data_sets')) return CREATED;
      if (path.endsWith('/data')) return STORED;
      return method === 'PUT' ? CLOSED : NOT_FOUND;
    },
    marker: '"type":"cbg"',
    payload: payloadOfArrays,
  },
  cpuGoals: { sockets: 1.4 },
  records: 500_000,
  // The rows of a data set are posted in sequence.
  connections: 1,
  latency: { atOnce: 1, recordsPerRequest: ROWS_PER_REQUEST, records: 300_000 },
  // More than the connector remembers: it does not send recognised rows again.
  memory: { records: 250_000, copies: 8 },
};

/** A datum of an uploader: about 320 bytes, nearly 400 with the envelope. */
function plainReading(index: number, random: Random): object {
  const time = START + index * FIVE_MINUTES;
  return {
    type: 'cbg',
    time: new Date(time).toISOString(),
    deviceTime: localTime(time + TWO_HOURS),
    timezoneOffset: 120,
    clockDriftOffset: 0,
    conversionOffset: 0,
    deviceId: DEVICE,
    ...reading(random),
    sampleInterval: FIVE_MINUTES,
    payload: { interstitialSignal: Math.floor(random() * 10_000) / 100 },
  };
}

/** A row of a table: without values that are the same in each row, null for unknown ones, times with the clinic's offset. */
function mappedReading(index: number, random: Random): object {
  const time = START + index * FIVE_MINUTES;
  return {
    time: `${localTime(time + TWO_HOURS)}+02:00`,
    deviceTime: localTime(time + TWO_HOURS),
    timezoneOffset: 120,
    clockDriftOffset: null,
    ...reading(random),
    sampleInterval: FIVE_MINUTES,
    backfilled: null,
    notes: null,
  };
}

function reading(random: Random): object {
  return {
    value: 40 + Math.floor(random() * 360),
    units: 'mg/dL',
    trend: pick(TRENDS, random),
    trendRate: Math.floor(random() * 60 - 30) / 10,
    trendRateUnits: 'mg/dL/minute',
  };
}

const localTime = (time: number): string => new Date(time).toISOString().slice(0, 19);

/** Minimal conversion of a table's row to a datum. */
function mappedDatum(row: Data): Data {
  const datum: Record<string, unknown> = { type: 'cbg', deviceId: DEVICE };
  for (const name in row) if (row[name] !== null) datum[name] = row[name];
  datum.time = new Date(String(row.time)).toISOString().replace('.000Z', 'Z');
  return datum;
}
