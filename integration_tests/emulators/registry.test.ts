import { afterEach, expect, test } from 'vitest';
import { EMULATORS, isEmulated } from './registry.ts';
import { type RunningEmulator, startEmulator } from './server.ts';
import { post } from './test-kit.ts';

let emulator: RunningEmulator | undefined;
afterEach(() => emulator?.close());

test('names of connectors are known, and nothing else', () => {
  expect(isEmulated('destination-tidepool-so')).toBe(true);
  expect(isEmulated('destination-nothing')).toBe(false);
  expect(isEmulated('toString')).toBe(false);
});

test('the configuration works, and each invalid one is refused in its own way', async () => {
  const { create, config, invalidConfig } = EMULATORS['destination-tidepool-so'];
  emulator = await startEmulator(create());
  const { url } = emulator;
  const event = { ...{ id: 'e', user_id: 'u', session_id: 's' }, event_name: 'n', text: 't' };
  const body = JSON.stringify([{ ...event, timestamp: '2024-01-01T00:00:00Z' }]);
  const status = async ({ base_url, api_key }: Readonly<Record<string, unknown>>) => {
    const headers = { 'X-Tidepool-Api-Key': String(api_key), 'Content-Type': 'application/json' };
    return (await post(`${base_url}/validate`, body, { headers })).status;
  };
  expect(await status(config(url))).toBe(200);
  expect(await status(invalidConfig(url, 'wrong_key'))).toBe(401);
  expect(await status(invalidConfig(url, 'forbidden_key'))).toBe(403);
  expect(await status(invalidConfig(url, 'wrong_path'))).toBe(404);
});

test('the configuration for Watershed works, and each invalid one is refused in its own way', async () => {
  const { create, config, invalidConfig } = EMULATORS['destination-watershed'];
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
  expect(await status(invalidConfig(url, 'wrong_key'))).toBe(401);
  expect(await status(invalidConfig(url, 'forbidden_key'))).toBe(403);
  expect(await status(invalidConfig(url, 'wrong_path'))).toBe(404);
});
