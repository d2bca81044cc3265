import { expect, test } from 'vitest';
import { PASSWORD, STRANGER_ID, USER_ID, USERNAME } from './accounts.ts';
import { type TestClient, testClient } from './testing/test-client.ts';
import type { TidepoolOrgOptions } from './tidepool-org.ts';
import { refreshPart, SERVICE_TOKEN, SESSION_TOKEN } from './tokens.ts';

const HEADER = 'x-tidepool-session-token';
const basic = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const login = (
  client: TestClient,
  authorization = basic(USERNAME, PASSWORD),
  agent = 'airbyte-destination/0.1',
) => client.ask('POST /auth/login', { token: '', headers: { authorization, 'user-agent': agent } });
const tokenOf = (client: TestClient, agent?: string): string =>
  login(client, undefined, agent).headers[HEADER] ?? '';
const me = (client: TestClient, token: string) => client.ask('GET /auth/user', { token }).status;

const person = { id: 'bbbbbbbbbb', username: 'b@example.com', password: 'p:w' };
const withPerson = (more: object = {}): TidepoolOrgOptions => ({ users: [{ ...person, ...more }] });

test('a login returns the user, and in a header a token for all services', () => {
  const client = testClient();
  const response = login(client);
  expect(response.body).toEqual({
    ...{ userid: USER_ID, username: USERNAME, emails: [USERNAME], emailVerified: true },
  });
  const token = response.headers[HEADER] ?? '';
  expect(token).toMatch(/^kc:[^:]+:[^:]+$/);
  expect(client.ask('GET /auth/user', { token }).body).toMatchObject({ userid: USER_ID });
  expect(client.ask(`GET /v1/users/${USER_ID}/data_sets`, { token }).status).toBe(200);
  expect(client.ask('GET /metrics/thisuser/e', { token }).status).toBe(200);
  expect(client.ask(`GET /data/${USER_ID}`, { token }).status).toBe(200);
});

test.each([
  ['no password', basic(USERNAME, ''), 400, 'Missing id and/or password'],
  ['no name', basic('', PASSWORD), 400, 'Missing id and/or password'],
  ['another scheme', 'Bearer x', 400, 'Missing id and/or password'],
  ['a wrong password', basic(USERNAME, 'x'), 401, 'No user matched the given details'],
  ['an unknown name', basic('x', PASSWORD), 401, 'No user matched the given details'],
])('a login with %s is rejected', (_, authorization, code, reason) => {
  const response = login(testClient(), authorization);
  expect([response.status, response.body, response.headers[HEADER]]).toEqual([
    code,
    { code, reason },
    undefined,
  ]);
});

test('a login with an unconfirmed address gets 403; a user of another identity provider has no password', () => {
  const authorization = basic(person.username, person.password);
  expect(login(testClient(withPerson()), authorization).status).toBe(200);
  expect(login(testClient(withPerson({ verified: false })), authorization).body).toEqual({
    code: 403,
    reason: "The user hasn't verified this account yet",
  });
  expect(login(testClient(withPerson({ brokered: true })), authorization).status).toBe(401);
});

test('a login can fail for a moment like a wrong password', () => {
  const client = testClient();
  client.api.failLookups('login', 1);
  expect([login(client).status, login(client).status]).toEqual([401, 200]);
});

test.each([
  ['airbyte-destination/0.1', false],
  ['undici', false],
  ['node axios/1.7', false],
  ['axios/1.7.2', true],
  ['okhttp/4', true],
  ['Tidepool/1', true],
  ['Loop/3', true],
])('a token of %s has a long lifetime: %s', (agent, long) => {
  const client = testClient();
  const token = tokenOf(client, agent);
  client.wait(719_999);
  expect(me(client, token)).toBe(200);
  client.wait(1);
  expect(me(client, token)).toBe(long ? 200 : 401);
  client.wait(30 * 86_400_000);
  expect(me(client, token)).toBe(401);
});

test('a token is renewed with its second half while that is valid', () => {
  const client = testClient();
  const old = tokenOf(client);
  client.wait(800_000);
  expect(me(client, old)).toBe(401);
  const response = client.ask('GET /auth/login', { token: old });
  expect(response.body).toEqual({
    isserver: false,
    userid: USER_ID,
    expires_at: Date.UTC(2030, 0, 1) / 1000 + 1520,
  });
  expect(me(client, response.headers[HEADER] ?? '')).toBe(200);
  client.wait(28_800_000);
  const rejected = client.ask('GET /auth/login', { token: response.headers[HEADER] ?? '' });
  expect([rejected.status, rejected.body]).toEqual([401, { code: 401, reason: `No ${HEADER} was found` }]);
});

test('a session in use ends after a day', () => {
  const client = testClient();
  let token = tokenOf(client);
  const statuses = [0, 1, 2, 3].map(() => {
    client.wait(28_000_000);
    const response = client.ask('GET /auth/login', { token });
    token = response.headers[HEADER] ?? token;
    return response.status;
  });
  expect(statuses).toEqual([200, 200, 200, 401]);
});

test('a refresh token may be invalid after its first use', () => {
  const client = testClient({ rotatesRefreshTokens: true });
  const token = tokenOf(client);
  const renew = () => client.ask('GET /auth/login', { token }).status;
  expect([renew(), renew()]).toEqual([200, 401]);
});

test('a bare access token cannot be renewed', () => {
  expect(testClient().ask('GET /auth/login', { token: SESSION_TOKEN }).status).toBe(401);
});

test('a logout ends the session and always gets 200', () => {
  const client = testClient();
  const token = tokenOf(client);
  expect(client.ask('POST /auth/logout', { token }).status).toBe(200);
  expect([me(client, token), client.ask('GET /auth/login', { token }).status]).toEqual([401, 401]);
  for (const other of ['', 'bad', SESSION_TOKEN])
    expect(client.ask('POST /auth/logout', { token: other }).status).toBe(200);
  expect(me(client, SESSION_TOKEN)).toBe(200);
});

test('tokens can be configured, expire, be revoked, and expire all at once', () => {
  const client = testClient({ tokens: [{ token: 'short', userId: USER_ID, expiresAfterSeconds: 60 }] });
  client.wait(100_000);
  expect(me(client, 'short')).toBe(200);
  client.wait(60_000);
  expect(me(client, 'short')).toBe(401);
  client.api.revoke(SESSION_TOKEN);
  expect(me(client, SESSION_TOKEN)).toBe(401);
  const token = tokenOf(client);
  client.api.expireAccess();
  expect([me(client, token), client.ask('GET /auth/login', { token }).status]).toEqual([401, 200]);
  expect(() => testClient({ tokens: [{ token: 't' }] })).toThrow('userId');
});

test('another user is shown to an owner or custodian; others get 401', () => {
  const grant = (may: 'upload' | 'custodian') => ({
    permissions: [{ on: STRANGER_ID, to: USER_ID, may: [may] }],
  });
  const show = (options: TidepoolOrgOptions, token = SESSION_TOKEN) =>
    testClient(options).ask(`GET /auth/user/${STRANGER_ID}`, { token });
  expect(show(grant('custodian')).body).toMatchObject({ userid: STRANGER_ID });
  expect(show(grant('upload'))).toMatchObject({
    status: 401,
    body: { code: 401, reason: 'Not authorized for requested operation' },
  });
  expect(show({}, SERVICE_TOKEN).status).toBe(200);
  expect(testClient().ask('GET /auth/user/nobody', { token: SERVICE_TOKEN }).status).toBe(404);
});

test('permissions for the data of other users are enforced', () => {
  const permissions = [{ on: STRANGER_ID, to: USER_ID, may: ['view' as const, 'upload' as const] }];
  const client = testClient({ permissions, ...withPerson() });
  const access = (on: string, to: string, token = SESSION_TOKEN) => {
    const { status, body } = client.ask(`GET /access/${on}/${to}`, { token });
    return [status, body];
  };
  expect(access(USER_ID, USER_ID)).toEqual([200, { root: {} }]);
  expect(access(STRANGER_ID, USER_ID)).toEqual([200, { view: {}, upload: {} }]);
  expect(access(person.id, USER_ID)).toEqual([404, { code: 'NotFound', message: '' }]);
  expect(access(STRANGER_ID, USER_ID, 'bad')).toEqual([401, 'Unauthorized']);
  expect(access(STRANGER_ID, person.id)).toEqual([401, 'Unauthorized']);
  expect(access(USER_ID, STRANGER_ID)).toEqual([404, { code: 'NotFound', message: '' }]);
});

test('unknown paths of the gateway get 404 without a body', () => {
  const client = testClient();
  for (const target of ['GET /auth/token', 'GET /nowhere', 'GET /', 'DELETE /auth/user', 'POST /access/a/b'])
    expect([target, client.ask(target).status, client.ask(target).body]).toEqual([target, 404, '']);
});

test('a token is as long as a real one', () => {
  const token = tokenOf(testClient());
  expect(token.length).toBeGreaterThan(2000);
  const [, claims = ''] = refreshPart(token)?.split('.') ?? [];
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    sub: USER_ID,
    typ: 'Refresh',
  });
});
