import { createTestDestination, type TestDestination } from '@airbyte-ts/cdk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { PASSWORD, USER_ID, USERNAME } from '../tidepool-org/emulator/accounts.ts';
import { tidepoolOrg } from '../tidepool-org/emulator/tidepool-org.ts';
import { SERVICE_TOKEN } from '../tidepool-org/emulator/tokens.ts';
import definition from './index.ts';

let open: TestDestination | undefined;
afterEach(() => open?.close());

const session = (session_token: string) => ({ auth_type: 'session_token', session_token });
const PASSWORD_CREDENTIALS = { auth_type: 'password', username: USERNAME, password: PASSWORD };
/** An access token and a refresh token of a server, and those of a user. */
const SERVER = 'kc:server-access:server-refresh';
const USER = 'kc:user-access:user-refresh';

function provider() {
  return tidepoolOrg({
    refreshTokens: [
      { token: 'server-refresh', service: true, client: 'shoreline' },
      { token: 'user-refresh', userId: USER_ID, client: 'shoreline' },
    ],
  });
}

async function checked(
  credentials: object,
  other: Parameters<typeof createTestDestination>[1]['provider'] = provider(),
) {
  open = await createTestDestination(definition, {
    config: (base_url) => ({ base_url, route: { target: 'server', server_name: 'hydro' }, credentials }),
    provider: other,
  });
  const { status, message, logs, requests, configUpdates } = await open.check();
  return {
    ...{ status, message, configUpdates },
    warnings: logs.filter((line) => line.startsWith('WARN ') && line.includes('server token')),
    sent: requests.map(({ method, path }) => `${method} ${path}`),
  };
}

describe('a check of the route for servers', () => {
  it('accepts the token of a server, and does not sign it out', async () => {
    expect(await checked(session(SERVER))).toMatchObject({
      ...{ status: 'SUCCEEDED', warnings: [] },
      sent: ['GET /metrics/status', 'GET /auth/login'],
    });
  });

  it('sends the renewed token to the platform, because the stored one may be used up', async () => {
    const { configUpdates } = await checked(session(SERVER));
    expect(configUpdates).toHaveLength(1);
    const { credentials } = configUpdates[0] as { credentials: Record<string, unknown> };
    expect(credentials.auth_type).toBe('session_token');
    expect(credentials.session_token).toMatch(/^kc:/);
    expect(credentials.session_token).not.toBe(SERVER);
    expect((await checked(PASSWORD_CREDENTIALS)).configUpdates).toEqual([]);
  });

  it('fails for the token of a user', async () => {
    expect(await checked(session(USER))).toMatchObject({
      status: 'FAILED',
      message: expect.stringMatching(
        /server token.*Session Token \(credentials\.session_token\).*Route \(route\)/,
      ),
    });
  });

  it('fails for the password of a user, and ends the session that it began', async () => {
    const { status, message, sent } = await checked(PASSWORD_CREDENTIALS);
    expect([status, message]).toEqual(['FAILED', expect.stringContaining('only with a server token')]);
    expect(sent).toEqual(['GET /metrics/status', 'POST /auth/login', 'GET /auth/login', 'POST /auth/logout']);
  });

  it('fails for a token that Tidepool rejects', async () => {
    expect(await checked(session('kc:unknown:unknown'))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('Session Token (credentials.session_token)'),
    });
  });

  it('warns for a token whose kind Tidepool does not report, and does not send it', async () => {
    const { status, warnings, sent } = await checked(session(SERVICE_TOKEN));
    expect([status, warnings]).toEqual(['SUCCEEDED', [expect.stringContaining('Credentials (credentials)')]]);
    expect(sent).toEqual(['GET /metrics/status']);
  });

  it.each(['', '[]', '{"userid":"a"}', '{"isserver":"yes"}'])(
    'warns if the response to the renewal has the body %j, without isserver',
    async (body) => {
      const headers = { 'x-tidepool-session-token': 'kc:new:new' };
      const { status, warnings } = await checked(session(SERVER), ({ path }) =>
        path === '/auth/login' ? { status: 200, headers, body } : 200,
      );
      expect([status, warnings.length]).toEqual(['SUCCEEDED', 1]);
    },
  );
});

describe('a response that repeats credentials', () => {
  it.each([
    ['the parts of a token that was not sent yet', session(USER), ['user-access', 'user-refresh']],
    [
      'the header of a login',
      PASSWORD_CREDENTIALS,
      [PASSWORD, Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')],
    ],
  ])('does not show %s in the result of a check', async (_, credentials, secrets) => {
    const { message } = await checked(credentials, ({ headers }) => ({
      status: 422,
      json: { tokens: secrets, ...headers },
    }));
    expect(message).toContain('The response: {');
    for (const secret of secrets) expect(message).not.toContain(secret);
  });
});
