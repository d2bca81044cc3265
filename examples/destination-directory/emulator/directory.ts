import {
  apiKeyCheck,
  apiKeyOptions,
  type EmulatedProvider,
  type EmulatedRequest,
  type EmulatedResponse,
  jsonResponse,
  rateLimit,
} from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { FIELDS, faultOf, isStale, type Person, readRow } from './rows.ts';

const options = z.strictObject({
  ...apiKeyOptions,
  /** More requests get 429 with Retry-After. */
  requestsPerSecond: z.number().positive().default(20),
  fieldsPerPage: z.int().min(1).default(2),
  /** Ids whose next rows get 429, with the number of these rows. */
  busyIds: z.record(z.string(), z.int()).default({}),
});

export type DirectoryOptions = z.input<typeof options>;

export interface Directory extends EmulatedProvider {
  readonly people: ReadonlyMap<string, Person>;
  /** The rows that have stored these people, as they arrived. */
  readonly rows: ReadonlyMap<string, string>;
}

const MAX_ROWS = 200;

/** Emulates the directory: `GET /v2/fields` and `PUT /v2/people:batch`. */
export function directory(given: DirectoryOptions = {}): Directory {
  const { requestsPerSecond, fieldsPerPage, busyIds, ...keys } = options.parse(given);
  const statusOf = apiKeyCheck(keys);
  const limit = rateLimit({ requestsPerSecond });
  const busy = new Map(Object.entries(busyIds));
  const people = new Map<string, Person>();
  const rows = new Map<string, string>();
  const responses = new Map<string, EmulatedResponse>();

  function apply(line: string) {
    const row = readRow(line);
    if (row === undefined) return { id: '', status: 422, error: 'The row has no valid op, id and fields.' };
    const { id } = row;
    const left = busy.get(id) ?? 0;
    busy.set(id, left - 1);
    if (left > 0) return { id, status: 429, error: 'The person is busy.' };
    if (row.op === 'delete') {
      people.delete(id);
      rows.delete(id);
      return { id, status: 200 };
    }
    const error = faultOf(row.fields);
    if (error !== undefined) return { id, status: 422, error };
    if (isStale(row.fields, people.get(id))) return { id, status: 409, error: 'A newer version is stored.' };
    people.set(id, row.fields);
    rows.set(id, line);
    return { id, status: 200 };
  }

  function put({ headers, body }: EmulatedRequest, accepted: number): EmulatedResponse {
    const key = headers['idempotency-key'];
    if (typeof key !== 'string') return jsonResponse(400, { error: 'Idempotency-Key is missing.' });
    const earlier = responses.get(key);
    if (earlier) return { ...earlier, effect: { what: 'repeated', rows: 0 } };
    const lines = body.toString('utf8').split('\n').filter(Boolean);
    if (lines.length > MAX_ROWS) return jsonResponse(413, { error: `At most ${MAX_ROWS} rows.` });
    const items = lines.slice(0, accepted).map(apply);
    const response = jsonResponse(207, { items });
    if (items.length === lines.length) responses.set(key, response);
    return {
      ...response,
      effect: { what: 'stored', rows: items.filter(({ status }) => status === 200).length },
    };
  }

  function fields({ query }: EmulatedRequest): EmulatedResponse {
    const page = Number(query.get('page') ?? 1);
    const end = page * fieldsPerPage;
    return jsonResponse(200, {
      fields: FIELDS.slice(end - fieldsPerPage, end),
      next_page: end < FIELDS.length ? page + 1 : null,
    });
  }

  function handle(request: EmulatedRequest, accepted = Number.POSITIVE_INFINITY): EmulatedResponse {
    const status = statusOf(/^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1]);
    if (status !== 200) return jsonResponse(status, { error: 'The key is not valid for this request.' });
    const wait = limit.take(request.at);
    if (wait > 0)
      return jsonResponse(429, { error: 'Slow down.' }, { 'retry-after': String(Math.ceil(wait / 1_000)) });
    if (request.method === 'GET' && request.path === '/v2/fields') return fields(request);
    if (request.method === 'PUT' && request.path === '/v2/people:batch') return put(request, accepted);
    return jsonResponse(404, { error: 'There is no such route.' });
  }

  return {
    name: 'Directory',
    people,
    rows,
    get stored() {
      return people.size;
    },
    handle: (request) => handle(request),
    handlePartially: (request, accepted) => handle(request, accepted),
  };
}
