import { expect, test } from 'vitest';
import { STRANGER_ID, USER_ID } from './accounts.ts';
import { type TestClient, type TestResponse, testClient } from './testing/test-client.ts';
import type { TidepoolOrgOptions } from './tidepool-org.ts';
import { CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN } from './tokens.ts';

const TOKEN = 'POST /realms/emulated/protocol/openid-connect/token';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const us = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
const grant = (client: TestClient, fields: Record<string, string>, headers = {}): TestResponse =>
  client.ask(TOKEN, {
    token: '',
    headers: { ...form, ...headers },
    body: new URLSearchParams(fields).toString(),
  });
const field = ({ body }: TestResponse, name: string): string => (body as Record<string, string>)[name] ?? '';
const me = (client: TestClient, token: string) => client.ask('GET /auth/user', { token }).status;

test('the token endpoint is found through info and the discovery of the realm', () => {
  const client = testClient();
  const anonymous = { token: '', headers: { host: '127.0.0.1:8080' } };
  const { auth } = client.ask('GET /info', anonymous).body as { auth: { realm: string; url: string } };
  expect(auth).toEqual({ realm: 'emulated', url: 'http://127.0.0.1:8080' });
  const found = client.ask(`GET /realms/${auth.realm}/.well-known/openid-configuration`, anonymous).body;
  expect(found).toMatchObject({
    issuer: 'http://127.0.0.1:8080/realms/emulated',
    token_endpoint: 'http://127.0.0.1:8080/realms/emulated/protocol/openid-connect/token',
  });
  expect(client.ask('GET /realms/other/.well-known/openid-configuration').status).toBe(404);
});

test('a client gets a bare access token for its service account, and no refresh token', () => {
  const client = testClient();
  const response = grant(client, { grant_type: 'client_credentials', ...us });
  expect(response).toMatchObject({
    status: 200,
    body: { expires_in: 720, refresh_expires_in: 0, token_type: 'Bearer' },
  });
  expect(response.body).not.toHaveProperty('refresh_token');
  const token = field(response, 'access_token');
  expect(me(client, token)).toBe(200);
  client.wait(720_000);
  expect(me(client, token)).toBe(401);
});

test('a client may authenticate with Basic, form-encoded', () => {
  const secret = 's+/:= %';
  const client = testClient({ clients: [{ id: 'c d', secret, userId: USER_ID }] });
  const encoded = new URLSearchParams({ 'c d': secret }).toString().replace('=', ':');
  const authorization = `Basic ${Buffer.from(encoded).toString('base64')}`;
  expect(grant(client, { grant_type: 'client_credentials' }, { authorization }).status).toBe(200);
});

test('a client with the role of a service may do everything', () => {
  const client = testClient({ clients: [{ id: 's', secret: 's', service: true }] });
  const response = grant(client, { grant_type: 'client_credentials', client_id: 's', client_secret: 's' });
  const token = field(response, 'access_token');
  expect(client.ask(`GET /v1/users/${STRANGER_ID}/data_sets`, { token }).status).toBe(200);
});

test('a refresh token is exchanged for a new pair, repeatedly', () => {
  const client = testClient();
  const first = grant(client, { grant_type: 'refresh_token', refresh_token: REFRESH_TOKEN, ...us });
  expect(first).toMatchObject({ status: 200, body: { expires_in: 720, refresh_expires_in: 0 } });
  expect(me(client, field(first, 'access_token'))).toBe(200);
  client.wait(86_400_000);
  const second = grant(client, {
    grant_type: 'refresh_token',
    refresh_token: field(first, 'refresh_token'),
    ...us,
  });
  expect(me(client, field(second, 'access_token'))).toBe(200);
  client.api.revoke(field(second, 'refresh_token'));
  expect(grant(client, { grant_type: 'refresh_token', refresh_token: REFRESH_TOKEN, ...us }).status).toBe(
    400,
  );
});

test('only the newest refresh token is valid with rotation', () => {
  const client = testClient({ rotatesRefreshTokens: true });
  const renew = (refresh_token: string) =>
    grant(client, { grant_type: 'refresh_token', refresh_token, ...us });
  const newest = field(renew(REFRESH_TOKEN), 'refresh_token');
  expect([renew(REFRESH_TOKEN).status, renew(newest).status]).toEqual([400, 200]);
});

test('a public client renews without a secret, and has no service account', () => {
  const client = testClient({
    clients: [{ id: 'public' }],
    refreshTokens: [{ token: 'r', userId: USER_ID, client: 'public' }],
  });
  const renew = { grant_type: 'refresh_token', refresh_token: 'r', client_id: 'public' };
  expect(grant(client, renew).status).toBe(200);
  expect(field(grant(client, { ...renew, ...us }), 'error')).toBe('invalid_grant');
  expect(field(grant(client, { grant_type: 'client_credentials', client_id: 'public' }), 'error')).toBe(
    'unauthorized_client',
  );
});

test.each([
  [{ grant_type: 'client_credentials', ...us, client_secret: 'x' }, 'unauthorized_client'],
  [{ grant_type: 'client_credentials', client_id: 'x', client_secret: 'x' }, 'unauthorized_client'],
  [{ grant_type: 'refresh_token', refresh_token: 'dead', ...us }, 'invalid_grant'],
  [{ grant_type: 'refresh_token', ...us }, 'invalid_request'],
  [{ grant_type: 'password', ...us }, 'unsupported_grant_type'],
  [us, 'invalid_request'],
])('the grant %j is rejected as %s', (fields, error) => {
  const response = grant(testClient(), fields as Record<string, string>);
  expect(response).toMatchObject({ status: 400, body: { error, error_description: expect.any(String) } });
});

test('a grant must be a form', () => {
  const response = testClient().ask(TOKEN, { body: { grant_type: 'client_credentials', ...us } });
  expect(field(response, 'error')).toBe('invalid_request');
});

test('wrong client credentials may also get 401', () => {
  const options: TidepoolOrgOptions = { invalidClientStatus: 401 };
  const fields = { grant_type: 'client_credentials', ...us, client_secret: 'x' };
  expect(grant(testClient(options), fields).status).toBe(401);
});
