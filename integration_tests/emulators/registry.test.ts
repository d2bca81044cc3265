import { afterEach, expect, test } from 'vitest';
import { type RunningEmulator, startEmulator } from '../../src/emulator/server.ts';
import { post } from '../../src/emulator/testing/notes.ts';
import { emulatorOf } from './registry.ts';

let emulator: RunningEmulator | undefined;
afterEach(() => emulator?.close());

test('emulators are found by the folders of connectors, and nothing else is', () => {
  expect(emulatorOf('destination-tidepool-so').summary).toMatch(/^tidepool\.so events/);
  expect(() => emulatorOf('destination-nothing')).toThrow('There is no emulator for "destination-nothing".');
  expect(() => emulatorOf('toString')).toThrow('no emulator');
});

test('tidepool-so: the configuration works, and each invalid one is rejected as declared', async () => {
  const { create, config, invalidConfig } = emulatorOf('destination-tidepool-so');
  emulator = await startEmulator(create());
  const { url } = emulator;
  const event = { ...{ id: 'e', user_id: 'u', session_id: 's' }, event_name: 'n', text: 't' };
  const body = JSON.stringify([{ ...event, timestamp: '2024-01-01T00:00:00Z' }]);
  const status = async ({ base_url, api_key }: Readonly<Record<string, unknown>>) => {
    const headers = { 'X-Tidepool-Api-Key': String(api_key), 'Content-Type': 'application/json' };
    return (await post(`${base_url}/validate`, body, { headers })).status;
  };
  expect(await status(config(url))).toBe(200);
  expect(await status(invalidConfig(url, 'wrong_credentials'))).toBe(401);
  expect(await status(invalidConfig(url, 'no_permission'))).toBe(403);
  expect(await status(invalidConfig(url, 'wrong_path'))).toBe(404);
});

/** What a connector's check would see with the configuration. */
type TidepoolConfig = {
  readonly base_url: string;
  readonly user_id: string;
  readonly credentials: Readonly<Record<'username' | 'password' | 'session_token', string>>;
};

test('tidepool-data: the login of the configuration works, and each invalid one is rejected as declared', async () => {
  const { create, config, invalidConfig } = emulatorOf('destination-tidepool-data');
  emulator = await startEmulator(create());
  const { url } = emulator;
  const status = async (input: Readonly<Record<string, unknown>>) => {
    const { base_url, user_id, credentials } = input as TidepoolConfig;
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    const login = await post(`${base_url}/auth/login`, '', { headers: { authorization: `Basic ${basic}` } });
    if (login.status !== 200) return login.status;
    const headers = { 'X-Tidepool-Session-Token': login.headers.get('x-tidepool-session-token') ?? '' };
    return (await fetch(`${base_url}/v1/users/${user_id}/data_sets?size=1`, { headers })).status;
  };
  expect(await status(config(url))).toBe(200);
  expect(await status(invalidConfig(url, 'wrong_credentials'))).toBe(401);
  expect(await status(invalidConfig(url, 'no_permission'))).toBe(403);
  expect(await status(invalidConfig(url, 'wrong_path'))).toBe(404);
});

test('tidepool-metrics: the token of the configuration works, and each invalid one is rejected as declared', async () => {
  const { create, config, invalidConfig } = emulatorOf('destination-tidepool-metrics');
  emulator = await startEmulator(create());
  const { url } = emulator;
  const respond = async (input: Readonly<Record<string, unknown>>) => {
    const { base_url, credentials } = input as TidepoolConfig;
    const headers = { 'X-Tidepool-Session-Token': credentials.session_token };
    const event = await fetch(`${base_url}/metrics/thisuser/e`, { headers });
    return [event.status, await event.text()];
  };
  expect(await respond(config(url))).toEqual([200, '']);
  expect(await respond(invalidConfig(url, 'wrong_credentials'))).toEqual([401, '"Invalid Token"']);
  expect(await respond(invalidConfig(url, 'no_permission'))).toEqual([401, '"Insufficient Permissions"']);
  expect(await respond(invalidConfig(url, 'wrong_path'))).toEqual([404, '']);
});
test('watershed: the configuration works, and each invalid one is rejected as declared', async () => {
  const { create, config, invalidConfig } = emulatorOf('destination-watershed');
  emulator = await startEmulator(create());
  const { url } = emulator;
  const status = async ({
    base_url,
    organization_id,
    api_key,
    api_secret,
  }: Readonly<Record<string, unknown>>) => {
    const Authorization = `Basic ${Buffer.from(`${api_key}:${api_secret}`).toString('base64')}`;
    const list = `${base_url}/api/organizations/${organization_id}/csv-import`;
    return (await fetch(list, { headers: { Authorization } })).status;
  };
  expect(await status(config(url))).toBe(200);
  expect(await status(invalidConfig(url, 'wrong_credentials'))).toBe(401);
  expect(await status(invalidConfig(url, 'no_permission'))).toBe(403);
  expect(await status(invalidConfig(url, 'wrong_path'))).toBe(404);
});
