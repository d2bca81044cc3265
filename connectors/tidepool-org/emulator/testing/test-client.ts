import type { IncomingHttpHeaders } from 'node:http';
import type { EmulatedRequest, EmulatedResponse } from '@airbyte-ts/cdk/emulator';
import { DEVICE_ID, USER_ID } from '../accounts.ts';
import { type TidepoolOrg, type TidepoolOrgOptions, tidepoolOrg } from '../tidepool-org.ts';
import { SESSION_TOKEN } from '../tokens.ts';

/** Initial time of a test client's clock. */
const START = Date.UTC(2030, 0, 1);

interface Ask {
  readonly headers?: IncomingHttpHeaders;
  /** Sent as JSON unless it is text or bytes. */
  readonly body?: unknown;
  /** The session token; none when it is empty. */
  readonly token?: string;
  /** Number of rows of the request that take effect. */
  readonly rows?: number;
}

export interface TestResponse {
  readonly status: number;
  /** Parsed if it is JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly reset?: boolean;
  readonly effect?: EmulatedResponse['effect'];
}

/** Calls a provider, a new one by default, without a network. `wait` advances its clock. */
export interface TestClient {
  readonly api: TidepoolOrg;
  /** @param target `METHOD /path?query` */
  ask(target: string, ask?: Ask): TestResponse;
  wait(ms: number): void;
  /** Creates a data set and returns its id. */
  open(deduplicator: string, more?: object): string;
  post(id: string, data: readonly object[], ask?: Ask): TestResponse;
  close(id: string, ask?: Ask): TestResponse;
}

export function testClient(options: TidepoolOrgOptions = {}, api = tidepoolOrg(options)): TestClient {
  let number = 0;
  let now = 0;

  const ask = (
    target: string,
    { headers = {}, body = '', token = SESSION_TOKEN, rows }: Ask = {},
  ): TestResponse => {
    const [method = '', url = ''] = target.split(/ (.*)/s);
    const [path = '', search = ''] = url.split(/\?(.*)/s);
    const isPlain = typeof body === 'string' || Buffer.isBuffer(body);
    const request: EmulatedRequest = {
      ...{ number: ++number, method, path, search, query: new URLSearchParams(search) },
      headers: { ...(token !== '' && { 'x-tidepool-session-token': token }), ...headers },
      body: Buffer.from(isPlain ? body : JSON.stringify(body)),
      ...{ at: now, wallAt: START + now },
    };
    const response = rows === undefined ? api.handle(request) : api.handlePartially(request, rows);
    return { headers: {}, ...response, body: parsed(response.body) };
  };

  return {
    api,
    ask,
    wait(ms) {
      now += ms;
    },
    open(deduplicator, more = {}) {
      const body = {
        client: { name: 'org.example.test', version: '1.0.0' },
        deduplicator: { name: `org.tidepool.deduplicator.${deduplicator}` },
        ...{ deviceId: DEVICE_ID, dataSetType: 'normal', ...more },
      };
      const response = ask(`POST /v1/users/${USER_ID}/data_sets`, { body });
      if (response.status !== 201)
        throw new Error(`create: ${response.status} ${JSON.stringify(response.body)}`);
      return (response.body as { data: { uploadId: string } }).data.uploadId;
    },
    post: (id, data, more) => ask(`POST /v1/data_sets/${id}/data`, { body: data, ...more }),
    close: (id, more) => ask(`PUT /v1/data_sets/${id}`, { body: { dataState: 'closed' }, ...more }),
  };
}

function parsed(body: string | Uint8Array = ''): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body;
  }
}

const minute = (n: number): string => new Date(Date.UTC(2024, 0, 1, 0, n)).toISOString();

/** A glucose reading; its identity is its minute and its value. */
export const cbg = (at: number, more: object = {}) => ({
  ...{ type: 'cbg', time: minute(at), deviceId: DEVICE_ID, units: 'mmol/L', value: 5.5 },
  ...more,
});

/** A meal; its identity is its minute alone. */
export const food = (at: number, name: string, more: object = {}) => ({
  ...{ type: 'food', time: minute(at), deviceId: DEVICE_ID, name },
  ...more,
});

/** A bolus calculation with its bolus: two rows. */
export const wizard = (at: number, more: object = {}, bolus: object = {}) => ({
  ...{ type: 'wizard', time: minute(at), deviceId: DEVICE_ID, units: 'mmol/L', ...more },
  bolus: {
    ...{ type: 'bolus', subType: 'normal', normal: 1.5, time: minute(at), deviceId: DEVICE_ID },
    ...bolus,
  },
});
