import { request as httpRequest } from 'node:http';
import { type FaultPlanInput, type RunningEmulator, startEmulator } from '@airbyte-ts/cdk/emulator';
import { type FakeClock, fakeClock } from '@airbyte-ts/cdk/testing';
import { afterEach, expect, test } from 'vitest';
import { cbg, wizard } from './testing/test-client.ts';
import { type TidepoolOrg, type TidepoolOrgOptions, tidepoolOrg, USER_ID } from './tidepool-org.ts';

let emulator: RunningEmulator<TidepoolOrg>;
let clock: FakeClock;
const start = async (options: TidepoolOrgOptions = {}, faults: FaultPlanInput = []) => {
  clock = fakeClock(Date.UTC(2030, 0, 1));
  emulator = await startEmulator(tidepoolOrg(options), { faults, clock });
  return emulator.provider;
};
afterEach(() => emulator?.close());

const headers = { 'X-Tidepool-Session-Token': 'emulator-session-token' };
const call = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${emulator.url}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const status = async (response: Promise<Response>) => (await response).status;
const open = async (name: string, dataSetType: string): Promise<string> => {
  const deduplicator = { name: `org.tidepool.deduplicator.${name}` };
  const body = { deduplicator, dataSetType, deviceId: 'emulator-device' };
  const response = await call('POST', `/v1/users/${USER_ID}/data_sets`, body);
  return ((await response.json()) as { data: { uploadId: string } }).data.uploadId;
};
const post = (id: string, data: readonly object[]) => call('POST', `/v1/data_sets/${id}/data`, data);

test('an upload succeeds from login to reading over HTTP', async () => {
  const api = await start();
  const authorization = `Basic ${Buffer.from('emulator@example.com:emulator-password').toString('base64')}`;
  const login = await fetch(`${emulator.url}/auth/login`, { method: 'POST', headers: { authorization } });
  expect(login.headers.get('x-tidepool-session-token')).toMatch(/^kc:/);
  const id = await open('device.deactivate.hash', 'normal');
  expect(await status(post(id, [cbg(1), wizard(2)]))).toBe(200);
  expect(await status(call('PUT', `/v1/data_sets/${id}`, { dataState: 'closed' }))).toBe(200);
  const read = await call('GET', `/data/${USER_ID}?uploadId=${id}&type=cbg,wizard,bolus`);
  expect(await read.json()).toHaveLength(3);
  expect(api.stored).toBe(3);
  expect(emulator.requests.map(({ effect }) => effect?.what)).toEqual([
    undefined,
    'created',
    'stored',
    'activated',
    undefined,
  ]);
});

test('tokens expire by the clock of the emulator', async () => {
  await start({ tokens: [{ token: 'short', userId: USER_ID, expiresAfterSeconds: 60 }] });
  const me = () =>
    status(fetch(`${emulator.url}/auth/user`, { headers: { 'X-Tidepool-Session-Token': 'short' } }));
  expect(await me()).toBe(200);
  await clock.advance(60_000);
  expect(await me()).toBe(401);
});

test('an interruption can reset the connection after a part of the work', async () => {
  const api = await start();
  const id = await open('none', 'continuous');
  api.interrupt({ step: 'insert:rows', rows: 1, response: 'reset' });
  await expect(post(id, [cbg(1), cbg(2)])).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(api.stored).toBe(1);
  const { status, effect } = emulator.requests.at(-1)!;
  expect([status, effect?.rows]).toEqual([undefined, 1]);
});

test('generic faults apply: a partial effect and a late commit', async () => {
  const match = { path: { regexp: '/data$' } };
  const api = await start({}, [
    { match, nth: 1, action: { type: 'partial', rows: 1 } },
    { match, nth: 2, action: { type: 'late_commit', ms: 1000 } },
  ]);
  const id = await open('none', 'continuous');
  expect(await status(post(id, [cbg(1), cbg(2)]))).toBe(500);
  expect(api.stored).toBe(1);
  await expect(post(id, [cbg(1), cbg(2)])).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  await clock.advance(1000);
  expect(api.stored).toBe(3);
});

test('metrics: the server rejects a long request line, and the route rejects HEAD', async () => {
  const api = await start();
  const event = (length: number) => call('GET', `/metrics/thisuser/e?a=${'x'.repeat(length)}`);
  expect([await status(event(8000)), await status(event(17_000))]).toEqual([200, 431]);
  expect(await status(call('HEAD', '/metrics/thisuser/e'))).toBe(405);
  expect(api.metrics()).toHaveLength(1);
});

test('metrics: a path and query are received unchanged', async () => {
  const api = await start();
  const path = '/metrics/thisuser/a%2Fb%20+?x=1&x=2&y[z]=%zz';
  const sent = await new Promise<number | undefined>((resolve, reject) => {
    const { port } = new URL(emulator.url);
    httpRequest({ port, path, headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(sent).toBe(200);
  expect(api.metrics()).toMatchObject([
    { eventName: 'a/b +', query: { x: ['1', '2'], y: { z: '%zz' } }, url: path },
  ]);
});

test('invalid options are rejected', () => {
  expect(() => tidepoolOrg({ keep: 'nothing' } as never)).toThrow();
  expect(() => tidepoolOrg({ unknown: 1 } as never)).toThrow();
});

test('a set of 5,000 rows is upserted twice', async () => {
  const api = await start({ keep: 'keys' });
  const id = await open('dataset.delete.origin', 'continuous');
  const chunk = (from: number) =>
    Array.from({ length: 1000 }, (_, index) => cbg(from + index, { origin: { id: `o${from + index}` } }));
  for (const round of [1, 2])
    for (let from = 0; from < 5_000; from += 1000)
      expect([round, await status(post(id, chunk(from)))]).toEqual([round, 200]);
  expect([api.stored, api.rows().length, api.duplicates('origin')]).toEqual([5_000, 5_000, 0]);
});
