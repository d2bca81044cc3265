import { afterEach, describe, expect, it } from 'vitest';
import { cbg } from '../../connectors/tidepool-org/emulator/testing/test-client.ts';
import { SESSION_TOKEN, STRANGER_ID, USER_ID } from '../../connectors/tidepool-org/emulator/tidepool-org.ts';
import { VERSION } from './fake-process.ts';
import { type Harness, SILENCE, type SyncOptions, startHarness } from './harness.ts';
import { recordLines, state, times } from './lines.ts';

let harness: Harness;
afterEach(() => harness.close());

const LOGIN = /^POST \/auth\/login /;
const RENEWAL = /^GET \/auth\/login /;
const LOGOUT = /^POST \/auth\/logout /;

const CLIENT = {
  auth_type: 'client_credentials',
  client_id: 'emulator-client',
  client_secret: 'emulator-client-secret',
};

const token = (session_token: string) => ({ auth_type: 'session_token', session_token });

const upload = (config: object = {}, more: Partial<SyncOptions> = {}) =>
  harness.sync({
    streams: [{ name: 'cbg' }],
    input: [...recordLines('cbg', cbg(1)), state('cbg', 1)],
    config,
    ...more,
  });

describe('a sync with user name and password', () => {
  it('logs in once, under a name whose tokens are short-lived, and logs out', async () => {
    harness = await startHarness();
    const { requests } = await upload();
    expect([times(requests, LOGIN), times(requests, RENEWAL), times(requests, LOGOUT)]).toEqual([1, 0, 1]);
    const names = new Set(harness.emulator.requests.map(({ headers }) => headers['user-agent']));
    expect([...names]).toEqual([`airbyte-destination-tidepool-data/${VERSION}`]);
  });

  it('logs out although it failed', async () => {
    harness = await startHarness();
    const { error, requests } = await upload({ user_id: STRANGER_ID });
    expect(error).toMatchObject({ code: 'ERR_NO_UPLOAD_RIGHT', failureType: 'config_error' });
    expect(times(requests, LOGOUT)).toBe(1);
  });

  it('renews an expired token once for all waiting requests', async () => {
    const users = Array.from({ length: 12 }, (_, n) => `00000000${10 + n}`);
    const account = { password: 'p', verified: true, brokered: false };
    harness = await startHarness({
      users: users.map((id) => ({ id, username: id, ...account })),
      permissions: users.map((on) => ({ on, to: USER_ID, may: ['upload' as const] })),
    });
    const { states, requests } = await upload(
      { user_id_field: 'patient' },
      {
        input: [...recordLines('cbg', ...users.map((patient, n) => cbg(n, { patient }))), state('cbg', 1)],
        expiresAt: 8,
      },
    );
    expect(states).toHaveLength(1);
    expect(times(requests, / 401$/)).toBeGreaterThan(1);
    expect([times(requests, LOGIN), times(requests, RENEWAL)]).toEqual([1, 1]);
  });

  it('renews it before it expires', async () => {
    harness = await startHarness({ lifetimes: { accessSeconds: 1_200 } });
    const { requests } = await upload({}, { input: silently(30) });
    expect(times(requests, / 401$/)).toBe(0);
    expect(times(requests, RENEWAL)).toBeGreaterThan(0);
  });

  it('logs in again if the session was ended', async () => {
    harness = await startHarness();
    const first = await upload({}, { input: [...recordLines('cbg', cbg(1)), ...silently(1)], revokedAt: 4 });
    expect(first.error).toBeUndefined();
    expect(times(first.requests, LOGIN)).toBe(2);
  });

  it.each([1, 2])('continues after %i failed lookups of a valid token', async (failures) => {
    harness = await startHarness();
    harness.provider.failLookups('data', failures);
    const { states } = await upload();
    expect(states).toHaveLength(1);
  });

  it('continues after a login that failed because the identity provider was down', async () => {
    harness = await startHarness();
    harness.provider.failLookups('login', 2);
    expect((await upload()).error).toBeUndefined();
  });

  it('continues after a minute of downtime of the identity provider if its credentials worked before', async () => {
    harness = await startHarness();
    const { states, requests } = await upload(
      {},
      { revokedAt: 4, atRequest: { 4: () => harness.provider.failLookups('login', 5) } },
    );
    expect(states).toHaveLength(1);
    expect(times(requests, LOGIN)).toBe(7);
  });

  it('fails with advice if the password is wrong', async () => {
    harness = await startHarness();
    const credentials = { auth_type: 'password', username: 'emulator@example.com', password: 'wrong' };
    const { error, requests } = await upload({ credentials });
    expect(error).toMatchObject({ code: 'ERR_LOGIN_REJECTED', failureType: 'config_error' });
    expect(times(requests, LOGIN)).toBe(3);
    expect(times(requests, /data_sets/)).toBe(0);
  });
});

describe('a sync with client credentials', () => {
  it('discovers the token endpoint, signs in once, and does not end the client session', async () => {
    harness = await startHarness();
    const { states, requests } = await upload({ credentials: CLIENT });
    expect(states).toHaveLength(1);
    expect(requests.slice(0, 3).map((request) => request.split(' ')[1])).toEqual([
      '/info',
      '/realms/emulated/.well-known/openid-configuration',
      '/realms/emulated/protocol/openid-connect/token',
    ]);
    expect(times(requests, /\/auth\//)).toBe(0);
  });

  it('gets another token if the first has expired, without another discovery', async () => {
    harness = await startHarness();
    const { states, requests } = await upload({ credentials: CLIENT }, { expiresAt: 4 });
    expect(states).toHaveLength(1);
    expect([times(requests, /\/info /), times(requests, /openid-connect\/token /)]).toEqual([1, 2]);
  });

  it.each([400, 401] as const)(
    'fails with advice if the secret is wrong (%i)',
    async (invalidClientStatus) => {
      harness = await startHarness({ invalidClientStatus });
      const { error } = await upload({ credentials: { ...CLIENT, client_secret: 'wrong' } });
      expect(error).toMatchObject({ code: 'ERR_CLIENT_REJECTED', failureType: 'config_error' });
    },
  );
});

describe('a sync with a session token', () => {
  it('uses it unchanged, and does not end the session of its owner', async () => {
    harness = await startHarness();
    const { states, requests } = await upload({ credentials: token(SESSION_TOKEN) });
    expect(states).toHaveLength(1);
    expect(times(requests, /\/auth\//)).toBe(0);
  });

  it('renews it if it is renewable', async () => {
    harness = await startHarness();
    const response = await fetch(`${harness.emulator.url}/auth/login`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('emulator@example.com:emulator-password')}` },
    });
    const given = response.headers.get('x-tidepool-session-token')!;
    harness.provider.expireAccess();
    const { states, requests } = await upload({ credentials: token(given) });
    expect(states).toHaveLength(1);
    expect([times(requests, RENEWAL), times(requests, LOGOUT)]).toEqual([1, 0]);
  });

  it('fails with advice if it is not valid', async () => {
    harness = await startHarness();
    const { error, states } = await upload({ credentials: token('no-token') });
    expect(error).toMatchObject({ code: 'ERR_TOKEN_REJECTED', failureType: 'config_error' });
    expect(error).toMatchObject({ message: expect.stringContaining('create a new one') });
    expect(states).toEqual([]);
  });
});

/** So many minutes in which one record comes. */
const silently = (minutes: number): SyncOptions['input'] =>
  Array.from({ length: minutes }, (_, n) => [...recordLines('cbg', cbg(n)), SILENCE]).flat();
