import { expect, test } from 'vitest';
import { USER_ID } from './accounts.ts';
import { type TestResponse, testClient } from './testing/test-client.ts';
import { SERVICE_TOKEN } from './tokens.ts';

const short = ({ status, body }: TestResponse) => [status, body];

test('an event of the token\u2019s user is recorded, and its response has no body', () => {
  const client = testClient();
  const response = client.ask('GET /metrics/thisuser/app%20-%20Viewed%2FTwo+%25?source=x&a=1+2');
  expect([response.status, response.body, response.headers]).toEqual([200, '', {}]);
  expect(client.api.metrics()).toEqual([
    {
      ...{ route: 'thisuser', subject: USER_ID, user: expect.stringMatching(/^[0-9a-f]{10}$/), request: 1 },
      ...{ eventName: 'app - Viewed/Two+%', query: { source: 'x', a: '1 2' } },
      url: '/metrics/thisuser/app%20-%20Viewed%2FTwo+%25?source=x&a=1+2',
    },
  ]);
  expect([client.api.stored, response.effect]).toEqual([1, { what: 'recorded', rows: 1 }]);
});

test('every request records an event, the same one too', () => {
  const client = testClient();
  for (const _ of [1, 2]) client.ask('GET /metrics/thisuser/e?eventId=1');
  expect(client.api.metrics()).toHaveLength(2);
});

test('each route accepts its kinds of tokens', () => {
  const client = testClient({ metricsToken: 'static' });
  const call = (route: string, token: string) => short(client.ask(`GET /metrics/${route}/e`, { token }));
  const missing = [401, 'Session token must be set on header[x-tidepool-session-token]'];
  const invalid = [401, 'Invalid Token'];
  const insufficient = [401, 'Insufficient Permissions'];
  const user = 'emulator-session-token';
  for (const route of ['thisuser', 'user/anybody', 'server/s']) {
    expect(call(route, '')).toEqual(missing);
    expect(call(route, 'bad')).toEqual(invalid);
  }
  expect([call('thisuser', user), call('thisuser', SERVICE_TOKEN)]).toEqual([[200, ''], insufficient]);
  expect([call('user/anybody', user), call('user/anybody', SERVICE_TOKEN)]).toEqual([
    [200, ''],
    [200, ''],
  ]);
  expect([call('server/s', user), call('server/s', SERVICE_TOKEN)]).toEqual([insufficient, [200, '']]);
  expect([call('server/s', 'static'), call('thisuser', 'static')]).toEqual([[200, ''], invalid]);
  expect(client.api.metrics().map(({ route, subject }) => `${route} ${subject}`)).toEqual([
    ...[`thisuser ${USER_ID}`, 'user anybody', 'user anybody', 'server s', 'server s'],
  ]);
});

test('the route of a named user accepts no token, as its specification says, but rejects an invalid one', () => {
  const client = testClient({ userRouteNeedsToken: false });
  expect(client.ask('GET /metrics/user/u/e', { token: '' }).status).toBe(200);
  expect(client.ask('GET /metrics/user/u/e', { token: 'bad' }).status).toBe(401);
});

test.each([
  '/metrics/thisuser/a/b',
  '/metrics/thisuser',
  '/metrics/thisuser/100%',
  '/metrics/thisuser/%E4',
  '/metrics/user/u/a/b',
  '/metrics/user/e',
  '/metrics/other/u/e',
  '/metrics',
])('%s is not a route', (path) => {
  const client = testClient();
  const response = client.ask(`GET ${path}`);
  expect(response).toMatchObject({ status: 404, body: { code: 'ResourceNotFound' } });
  expect(client.api.metrics()).toEqual([]);
});

test('an empty name is accepted', () => {
  const client = testClient();
  expect(client.ask('GET /metrics/thisuser/').status).toBe(200);
  expect(client.api.metrics()).toMatchObject([{ eventName: '' }]);
});

test.each(['POST', 'HEAD', 'PUT'])('%s is not allowed', (method) => {
  const client = testClient();
  expect(client.ask(`${method} /metrics/thisuser/e`)).toMatchObject({
    status: 405,
    headers: { Allow: 'GET' },
  });
  expect(client.api.metrics()).toEqual([]);
});

test('a request whose head is longer than 16 KiB is rejected', () => {
  const client = testClient();
  const ask = (length: number) => client.ask(`GET /metrics/thisuser/e?a=${'x'.repeat(length)}`).status;
  expect([ask(16_000), ask(16_384)]).toEqual([200, 431]);
});

test('a request gets an empty 500 if events cannot be recorded or tokens cannot be verified', () => {
  const client = testClient();
  client.api.failMetrics(1);
  expect(short(client.ask('GET /metrics/thisuser/e'))).toEqual([500, '']);
  client.api.failLookups('metrics', 1);
  expect(short(client.ask('GET /metrics/thisuser/e'))).toEqual([500, '']);
  expect(client.api.metrics()).toEqual([]);
  expect(client.ask('GET /metrics/thisuser/e').status).toBe(200);
});

test('the status needs no token', () => {
  expect(testClient().ask('GET /metrics/status', { token: '' }).status).toBe(200);
});
