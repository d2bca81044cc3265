import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { STRANGER_ID, USER_ID } from './accounts.ts';
import {
  codeOf,
  continuous,
  HASH,
  ORIGIN,
  other,
  SETS,
  trace,
  UNKNOWN,
  withOther,
} from './testing/data-service.ts';
import { cbg, testClient } from './testing/test-client.ts';
import { SERVICE_TOKEN } from './tokens.ts';

test('permissions for the sets of another user are enforced', () => {
  const statuses = (...may: Parameters<typeof withOther>) => {
    const client = withOther(...may);
    const id = client.open(HASH);
    client.post(id, [cbg(1)]);
    const create = client.ask(`POST ${SETS}`, {
      ...other,
      body: { deduplicator: { name: 'org.tidepool.continuous' } },
    });
    const own = (create.body as { data?: { uploadId: string } }).data?.uploadId ?? id;
    return [
      create.status,
      client.ask(`GET ${SETS}`, other).status,
      client.ask(`GET /v1/users/${USER_ID}/datasets`, other).status,
      client.ask(`GET /v1/data_sets/${id}`, other).status,
      client.post(id, [], other).status,
      client.ask(`DELETE /v1/data_sets/${own}`, other).status,
      client.ask(`DELETE /v1/data_sets/${id}`, other).status,
    ];
  };
  expect(statuses()).toEqual([403, 403, 403, 403, 403, 403, 403]);
  expect(statuses('view')).toEqual([403, 200, 200, 403, 403, 403, 403]);
  expect(statuses('custodian')).toEqual([403, 200, 403, 403, 403, 200, 200]);
  expect(statuses('upload')).toEqual([201, 200, 403, 403, 200, 200, 403]);
  expect(statuses('root')).toEqual([201, 200, 200, 403, 200, 200, 200]);
});

test('an unknown user is forbidden, not unknown', () => {
  const client = testClient();
  expect(codeOf(client.ask('GET /v1/users/nobody/data_sets'))).toBe('bare unauthorized');
  expect(codeOf(client.ask(`POST /v1/users/${STRANGER_ID}/data_sets`, { body: {} }))).toBe(
    'listed unauthorized',
  );
});

test('only services may delete all data of a user', () => {
  const client = testClient();
  client.post(client.open(ORIGIN, continuous), [cbg(1)]);
  expect(client.ask(`DELETE /v1/users/${USER_ID}/data`).status).toBe(403);
  expect(client.ask(`DELETE /v1/users/${USER_ID}/data`, { token: SERVICE_TOKEN }).status).toBe(200);
  expect(client.api.stored).toBe(0);
});

test('an unknown set gets 404 with the text of its route', () => {
  const client = testClient();
  expect(codeOf(client.ask(`GET /v1/data_sets/${UNKNOWN}`))).toBe('bare resource-not-found');
  expect(codeOf(client.close(UNKNOWN))).toBe('listed data-set-id-not-found');
  expect(codeOf(client.ask(`DELETE /v1/data_sets/${UNKNOWN}`))).toBe('listed data-set-id-not-found');
});

test('a token in Authorization takes precedence, and an invalid form of it gets 403', () => {
  const client = testClient();
  const list = (authorization: string, token = '') =>
    client.ask(`GET ${SETS}`, { token, headers: { authorization } });
  expect(list('Bearer emulator-session-token').status).toBe(200);
  expect(list('Bearer bad', 'emulator-session-token').status).toBe(401);
  expect(codeOf(list('emulator-session-token'))).toBe('bare unauthorized');
  expect(client.ask(`GET ${SETS}`, { token: '' }).body).toEqual({
    code: 'unauthenticated',
    title: 'authentication token is invalid',
    detail: 'authentication token is invalid',
  });
});

test('a valid token can fail for some requests', () => {
  const client = testClient();
  client.api.failLookups('data', 2);
  expect([1, 2, 3].map(() => client.ask(`GET ${SETS}`).status)).toEqual([401, 401, 200]);
});

test('the trace of a request is repeated in a header, and in bodies of the older form', () => {
  const client = testClient();
  const headers = { 'x-tidepool-trace-request': 't'.repeat(70), 'x-tidepool-trace-session': 's' };
  const response = client.post(client.open(HASH), [], { headers });
  expect(response.headers['X-Tidepool-Trace-Request']).toBe('t'.repeat(64));
  expect(response.body).toEqual({ data: [], meta: { trace: { request: 't'.repeat(64), session: 's' } } });
});

test('responses are compressed for clients that accept it', () => {
  const client = testClient();
  const raw = client.api.handle({
    ...{ number: 1, method: 'GET', path: '/v1/time', search: '', query: new URLSearchParams() },
    ...{ headers: { 'accept-encoding': 'gzip, deflate' }, body: Buffer.alloc(0), at: 0, wallAt: 0 },
  });
  expect(raw.headers?.['Content-Encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(raw.body as Uint8Array).toString())).toMatchObject({
    data: { time: '1970-01-01T00:00:00Z' },
  });
});

test('time and status need no token', () => {
  const client = testClient();
  client.wait(1500);
  const anonymous = { token: '' };
  expect(client.ask('GET /v1/time', anonymous).body).toMatchObject({
    data: { time: '2030-01-01T00:00:01.5Z' },
    meta: trace,
  });
  expect(client.ask('GET /dataservices/status', anonymous).status).toBe(200);
  expect(client.ask('GET /status', anonymous).status).toBe(404);
});

test('the gateway can have a size limit, and responds with HTML', () => {
  const client = testClient({ maxBodyBytes: 1000 });
  const id = client.open(HASH);
  const response = client.post(
    id,
    Array.from({ length: 20 }, (_, index) => cbg(index)),
  );
  expect([response.status, response.headers]).toEqual([413, { 'Content-Type': 'text/html' }]);
  expect(client.post(id, [cbg(1)]).status).toBe(200);
});
