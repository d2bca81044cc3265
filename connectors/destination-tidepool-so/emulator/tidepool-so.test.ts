import { type FaultPlanInput, type RunningEmulator, startEmulator } from '@airbyte-ts/cdk/emulator';
import { type FakeClock, fakeClock } from '@airbyte-ts/cdk/testing';
import { afterEach, expect, test } from 'vitest';
import { TIDEPOOL_SO_PATH, type TidepoolSo, type TidepoolSoOptions, tidepoolSo } from './tidepool-so.ts';

const post = (url: string, body: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body, redirect: 'manual', ...init });

let emulator: RunningEmulator<TidepoolSo>;
let clock: FakeClock;
const start = async (options: TidepoolSoOptions = {}, faults: FaultPlanInput = []) => {
  clock = fakeClock(Date.UTC(2030, 0, 1));
  emulator = await startEmulator(tidepoolSo(options), { faults, clock });
  return emulator.provider;
};
afterEach(() => emulator?.close());

const event = (id: string, more: object = {}) => ({
  id,
  user_id: 'u',
  session_id: 's',
  timestamp: '2023-08-10T21:26:27.302Z',
  event_name: 'USER_MESSAGE',
  text: 'hello',
  ...more,
});
const bad = (id: string) => event(id, { text: ' ' });
const ids = (count: number) => Array.from({ length: count }, (_, index) => event(`e${index}`));

const HEADERS = { 'X-Tidepool-Api-Key': 'emulator-key', 'Content-Type': 'application/json' };

const send = (endpoint: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  post(
    `${emulator.url}${TIDEPOOL_SO_PATH}/${endpoint}`,
    typeof body === 'string' ? body : JSON.stringify(body),
    {
      headers: { ...HEADERS, ...headers },
    },
  );
const track = (body: unknown, headers?: Record<string, string>) => send('track', body, headers);
const status = async (response: Promise<Response>) => (await response).status;

test('validate returns 200 and stores nothing', async () => {
  const api = await start();
  expect(await status(send('validate', ids(2)))).toBe(200);
  expect(await status(send('validate', [bad('x')]))).toBe(422);
  expect(api.stored).toBe(0);
  expect(api.validations).toEqual([
    { request: 1, events: 2, passed: true },
    { request: 2, events: 1, passed: false },
  ]);
  expect(emulator.requests[0]?.effect).toMatchObject({ what: 'validated', rows: 2 });
});

test('track returns 201 and stores the events in order', async () => {
  const api = await start();
  const response = await track(ids(100));
  expect(response.status).toBe(201);
  expect(await response.text()).toBe('{}');
  expect(api.stored).toBe(100);
  expect(api.events[99]).toMatchObject({ id: 'e99', value: event('e99'), request: 1, at: 0 });
  expect(emulator.requests[0]?.effect).toMatchObject({ what: 'stored', rows: 100 });
});

test('the text of an event is kept as it arrived, with digits beyond 2^53', async () => {
  const api = await start();
  const text = JSON.stringify(event('e1', { properties: { n: 0 } })).replace(
    '"n":0',
    '"n": 9007199254740993',
  );
  expect(await status(track(`[${text},\n${JSON.stringify(event('e2'))}]`))).toBe(201);
  expect(api.events.map((stored) => stored.text)).toEqual([text, JSON.stringify(event('e2'))]);
});

test.each([
  ['no key', '', 401],
  ['a wrong key', 'other', 401],
  ['a forbidden key', 'emulator-forbidden-key', 403],
])('%s is rejected, with a JSON body, on both endpoints', async (_, key, code) => {
  const api = await start();
  for (const endpoint of ['validate', 'track']) {
    const response = await send(endpoint, ids(1), { 'X-Tidepool-Api-Key': key });
    expect(response.status).toBe(code);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  }
  expect(api.stored).toBe(0);
});

test('further keys can be accepted or forbidden', async () => {
  await start({ keys: ['k1'], forbiddenKeys: ['k2'] });
  expect(await status(track(ids(1), { 'X-Tidepool-Api-Key': 'k1' }))).toBe(201);
  expect(await status(track(ids(1), { 'X-Tidepool-Api-Key': 'k2' }))).toBe(403);
  expect(await status(track(ids(1)))).toBe(201);
});

test('a key can be revoked after some requests', async () => {
  await start({ revokedKeys: { short: 2 } });
  const codes = [];
  for (const one of ids(3)) codes.push(await status(track([one], { 'X-Tidepool-Api-Key': 'short' })));
  expect(codes).toEqual([201, 201, 401]);
});

test('other paths get 404 and other methods 405', async () => {
  await start();
  expect(await status(send('identify', ids(1)))).toBe(404);
  expect(await status(post(`${emulator.url}/track`, '[]', { headers: HEADERS }))).toBe(404);
  const get = await fetch(`${emulator.url}${TIDEPOOL_SO_PATH}/track`, { headers: HEADERS });
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
});

test('the content type must be JSON, and the body not compressed', async () => {
  await start();
  expect(await status(track(ids(1), { 'Content-Type': 'text/plain' }))).toBe(415);
  expect(await status(track(ids(1), { 'Content-Encoding': 'gzip' }))).toBe(415);
  expect(await status(track(ids(1), { 'Content-Type': 'application/json; charset=utf-8' }))).toBe(201);
});

test.each([
  ['not JSON', '[{'],
  ['an empty body', ''],
  ['a bare event', event('e1')],
  ['an empty batch', []],
  ['101 events', ids(101)],
])('%s gets 400', async (_, body) => {
  const api = await start();
  expect(await status(track(body))).toBe(400);
  expect(api.stored).toBe(0);
});

test('bytes that are not UTF-8 get 400', async () => {
  await start();
  const url = `${emulator.url}${TIDEPOOL_SO_PATH}/track`;
  expect(
    await status(fetch(url, { method: 'POST', headers: HEADERS, body: new Uint8Array([0x22, 0xff, 0x22]) })),
  ).toBe(400);
});

test('a body over the limit gets 413, one at the limit does not', async () => {
  const body = JSON.stringify(ids(1));
  await start({ maxBodyBytes: body.length });
  expect(await status(track(`${body} `))).toBe(413);
  expect(await status(track(body))).toBe(201);
});

test('one invalid event rejects the whole batch, without naming the event', async () => {
  const api = await start();
  const response = await track([event('e1'), bad('e2')]);
  expect(response.status).toBe(422);
  expect(await response.json()).toEqual({ error: 'invalid events' });
  expect(api.stored).toBe(0);
});

test('an option names the invalid events', async () => {
  await start({ namesRows: true });
  const response = await track([event('e1'), bad('e2'), event('e1')]);
  expect(await response.json()).toMatchObject({
    errors: [
      { index: 1, field: 'text' },
      { index: 2, field: 'id' },
    ],
  });
});

test('a rejection may have stored the first valid events, but never on validate', async () => {
  const api = await start({ partialOnRejection: 2 });
  const batch = [bad('e0'), event('e1'), event('e2'), event('e3')];
  expect(await status(send('validate', batch))).toBe(422);
  expect(api.stored).toBe(0);
  expect(await status(track(batch))).toBe(422);
  expect(api.events.map(({ id }) => id)).toEqual(['e1', 'e2']);
  expect(emulator.requests[1]).toMatchObject({ status: 422, effect: { rows: 2 } });
});

test('a repeated id is dropped with dedupe, and the first version is kept', async () => {
  const api = await start();
  await track([event('e1'), event('e2')]);
  expect(await status(track([event('e2', { text: 'changed' }), event('e3')]))).toBe(201);
  expect([api.stored, api.repeated]).toEqual([3, 1]);
  expect(api.countById()).toEqual(
    new Map([
      ['e1', 1],
      ['e2', 1],
      ['e3', 1],
    ]),
  );
  expect(api.events[1]?.value.text).toBe('hello');
  expect(emulator.requests[1]?.effect?.rows).toBe(1);
});

test('a repeated id is stored twice without dedupe', async () => {
  const api = await start({ dedupe: false });
  await track([event('e1')]);
  await track([event('e1')]);
  expect([api.stored, api.repeated]).toEqual([2, 0]);
  expect(api.countById()).toEqual(new Map([['e1', 2]]));
});

test('every n-th request can fail', async () => {
  const api = await start({ failEveryNth: { n: 3, status: 503 } });
  const codes = [];
  for (const one of ids(6)) codes.push(await status(track([one])));
  expect(codes).toEqual([201, 201, 503, 201, 201, 503]);
  expect(api.stored).toBe(4);
});

test.each([
  ['seconds', '1'],
  ['date', 'Tue, 01 Jan 2030 00:00:01 GMT'],
  ['none', null],
] as const)('more requests than the rate get 429, with Retry-After as %s', async (retryAfter, header) => {
  const api = await start({ rateLimit: { requestsPerSecond: 2, retryAfter } });
  expect(await status(track([event('e1')]))).toBe(201);
  expect(await status(track([event('e2')]))).toBe(201);
  const rejected = await track([event('e3')]);
  expect([rejected.status, rejected.headers.get('retry-after')]).toEqual([429, header]);
  await clock.advance(499);
  expect(await status(track([event('e3')]))).toBe(429);
  await clock.advance(1);
  expect(await status(track([event('e3')]))).toBe(201);
  expect(api.stored).toBe(3);
});

test('the body of a success can be empty', async () => {
  await start({ successBody: '' });
  const response = await track(ids(1));
  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
    201,
    '',
    null,
  ]);
});

test('a partial effect stores the first events of the batch', async () => {
  const api = await start({}, [{ nth: 1, action: { type: 'partial', rows: 3, response: 503 } }]);
  expect(await status(track(ids(10)))).toBe(503);
  expect(api.stored).toBe(3);
  expect(await status(track(ids(10)))).toBe(201);
  expect([api.stored, api.repeated]).toEqual([10, 3]);
});

test('for long runs only ids, or only counters, are kept', async () => {
  const counted = await start({ keep: 'ids' });
  await track(ids(2));
  expect([counted.stored, counted.events.length, counted.countById().size]).toEqual([2, 0, 2]);
  await emulator.close();
  const flat = await start({ keep: 'counts', dedupe: false });
  await send('validate', ids(2));
  await track(ids(2));
  expect([flat.stored, flat.events.length, flat.countById().size, flat.validations.length]).toEqual([
    2, 0, 0, 0,
  ]);
  expect(() => tidepoolSo({ keep: 'counts' })).toThrow('keep ids');
});
