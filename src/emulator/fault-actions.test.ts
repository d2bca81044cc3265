import { Agent, request as httpRequest } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import type { FaultPlanInput } from './faults.ts';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from './server.ts';
import { type NoteProvider, networkError, noteProvider, post, until } from './testing/notes.ts';

type Action = Extract<FaultPlanInput, readonly unknown[]>[number]['action'];

let emulator: RunningEmulator<NoteProvider>;
const start = async (action: Action, options: EmulatorOptions = {}) => {
  emulator = await startEmulator(noteProvider(), { ...options, faults: [{ times: 1, action }] });
  return emulator;
};
afterEach(() => emulator.close());

test('a status comes without the effect, with its headers and a JSON body', async () => {
  const { url, provider, requests } = await start({
    type: 'status',
    status: 503,
    headers: { 'X-Request-Id': 'r1' },
    body: { type: 'json', value: { message: 'busy' } },
  });
  const response = await post(url, 'a');
  expect(response.status).toBe(503);
  expect(response.headers.get('x-request-id')).toBe('r1');
  expect(await response.json()).toEqual({ message: 'busy' });
  expect(provider.stored).toBe(0);
  expect(requests[0]).toMatchObject({ fault: 'status', status: 503 });
  expect(requests[0]?.effect).toBeUndefined();
});

test('a status can come after the effect', async () => {
  const { url, provider } = await start({ type: 'status', status: 504, when: 'after' });
  expect((await post(url, 'a')).status).toBe(504);
  expect(provider.notes).toEqual(['a']);
});

test.each([
  ['seconds', 7, '7'],
  ['an HTTP date', { date: 90 }, 'Tue, 01 Jan 2030 00:01:30 GMT'],
  ['an HTTP date that is past', { date: -60 }, 'Mon, 31 Dec 2029 23:59:00 GMT'],
  ['garbage', 'soon', 'soon'],
] as const)('Retry-After may be %s', async (_, retryAfter, header) => {
  const { url } = await start(
    { type: 'status', status: 429, retryAfter },
    { clock: fakeClock(Date.UTC(2030, 0, 1)) },
  );
  expect((await post(url, 'a')).headers.get('retry-after')).toBe(header);
});

test('a body may be HTML, any text or nothing', async () => {
  const { url, faults } = await start({ type: 'status', status: 200, body: { type: 'html' } });
  const html = await post(url, 'a');
  expect(html.headers.get('content-type')).toContain('text/html');
  expect(await html.text()).toMatch(/^<!doctype html>/);
  faults.set([{ action: { type: 'status', status: 200, body: { type: 'text', text: 'ok?' } } }]);
  expect(await (await post(url, 'a')).text()).toBe('ok?');
  faults.set([{ action: { type: 'status', status: 200, body: { type: 'empty' } } }]);
  const empty = await post(url, 'a');
  expect(empty.headers.get('content-type')).toBeNull();
  expect(await empty.text()).toBe('');
});

test('a body may repeat the request with its credentials', async () => {
  const { url } = await start({ type: 'status', status: 400, body: { type: 'echo' } });
  const text = await (await post(`${url}/n`, 'canary', { headers: { 'X-Api-Key': 'secret-1' } })).text();
  expect(text).toContain('POST /n');
  expect(text).toContain('x-api-key: secret-1');
  expect(text).toContain('canary');
});

test.each([
  ['before', 'rst', 0, 'ECONNRESET'],
  ['after', 'rst', 1, 'ECONNRESET'],
  ['before', 'fin', 0, 'UND_ERR_SOCKET'],
  ['after', 'fin', 1, 'UND_ERR_SOCKET'],
] as const)('a reset %s the effect, by %s, leaves %i stored', async (when, by, stored, code) => {
  const { url, provider, requests } = await start({ type: 'reset', when, by });
  expect(await networkError(post(url, 'a'))).toBe(code);
  expect(provider.stored).toBe(stored);
  expect(requests[0]?.status).toBeUndefined();
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)(
  'a hang %s the effect lasts until the client or the emulator closes the connection',
  async (when, stored) => {
    const { url, provider, requests } = await start({ type: 'hang', when });
    const aborting = new AbortController();
    const call = networkError(post(url, 'a', { signal: aborting.signal }));
    await until(() => requests[0]?.fault === 'hang');
    aborting.abort();
    expect(await call).toBe('AbortError');
    await until(() => requests[0]?.endedAt !== undefined);
    expect(requests[0]?.status).toBeUndefined();
    expect(provider.stored).toBe(stored);
  },
);

test('closing the emulator ends a hang', async () => {
  const { url, requests, close } = await start({ type: 'hang' });
  const call = networkError(post(url, 'a'));
  await until(() => requests[0]?.fault === 'hang');
  await close();
  expect(await call).toBe('UND_ERR_SOCKET');
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)(
  'a slow response is late; with the wait %s the effect, %i are stored during it',
  async (when, stored) => {
    const clock = fakeClock();
    const { url, provider } = await start({ type: 'slow', ms: 30_000, when }, { clock });
    const call = post(url, 'a');
    await until(() => clock.pending === 1);
    await clock.advance(29_999);
    expect(provider.stored).toBe(stored);
    await clock.advance(1);
    expect((await call).status).toBe(201);
    expect(provider.stored).toBe(1);
  },
);

test('a dribble sends the head at once and the body in bytes', async () => {
  const clock = fakeClock();
  const { url } = await start({ type: 'dribble', bytes: 5, everyMs: 1_000 }, { clock });
  const response = await post(url, 'a');
  const text = response.text();
  await clock.advance(1_000);
  await clock.advance(1_000);
  expect(clock.pending).toBe(1);
  await clock.advance(1_000);
  expect(await text).toBe('{"stored":1}');
});

test.each([
  ['fin', 'UND_ERR_SOCKET'],
  ['rst', 'ECONNRESET'],
] as const)('a cut body ends by %s before its content-length', async (end, code) => {
  const { url, provider } = await start({ type: 'cut', bytes: 4, end });
  const response = await post(url, 'a');
  expect(response.status).toBe(201);
  expect(response.headers.get('content-length')).toBe('12');
  const reader = response.body!.getReader();
  const first = await reader.read().catch(() => undefined);
  if (first) expect(Buffer.from(first.value!).toString()).toBe('{"st');
  expect(await networkError(reader.read())).toBe(code);
  expect(provider.stored).toBe(1);
});

test('a cut body can hang instead of ending', async () => {
  const { url } = await start({ type: 'cut', end: 'hang' });
  const aborting = new AbortController();
  const response = await post(url, 'a', { signal: aborting.signal });
  const reader = response.body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('{"stor');
  const more = networkError(reader.read());
  aborting.abort();
  expect(await more).toBe('AbortError');
});

test('a redirect has the configured location', async () => {
  const { url, provider } = await start({ type: 'redirect', to: 'https://example.com/login', status: 307 });
  const response = await post(url, 'a');
  expect(response.status).toBe(307);
  expect(response.headers.get('location')).toBe('https://example.com/login');
  expect(provider.stored).toBe(0);
});

test('a huge body has its size and no content-length', async () => {
  const { url } = await start({ type: 'huge', bytes: 3_000_001 });
  const response = await post(url, 'a');
  expect(response.status).toBe(201);
  expect(response.headers.get('content-length')).toBeNull();
  expect((await response.arrayBuffer()).byteLength).toBe(3_000_001);
});

test('a client may disconnect during a huge body', async () => {
  const { url, requests } = await start({ type: 'huge', bytes: 200_000_000 });
  const response = await post(url, 'a');
  await response.body!.cancel();
  await until(() => requests[0]?.endedAt !== undefined);
  expect((await post(url, 'b')).status).toBe(201);
});

test('a malformed body has the type JSON but is not JSON', async () => {
  const { url, provider } = await start({ type: 'malformed' });
  const response = await post(url, 'a');
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('application/json');
  await expect(response.json()).rejects.toThrow(SyntaxError);
  expect(provider.stored).toBe(1);
});

test('a partial effect stores the first rows only, and responds with 500 or a reset', async () => {
  const { url, provider, faults, requests } = await start({ type: 'partial', rows: 2 });
  expect((await post(url, 'a\nb\nc')).status).toBe(500);
  expect(provider.notes).toEqual(['a', 'b']);
  expect(requests[0]?.effect).toMatchObject({ what: 'stored', rows: 2 });
  faults.set([{ action: { type: 'partial', rows: 1, response: 'reset' } }]);
  expect(await networkError(post(url, 'd\ne'))).toBe('ECONNRESET');
  expect(provider.notes).toEqual(['a', 'b', 'd']);
});

test('a late commit takes effect after the connection was reset', async () => {
  const clock = fakeClock();
  const { url, provider, requests } = await start({ type: 'late_commit', ms: 2_000 }, { clock });
  expect(await networkError(post(url, 'first'))).toBe('ECONNRESET');
  expect((await post(url, 'again')).status).toBe(201);
  expect(provider.notes).toEqual(['again']);
  await clock.advance(2_000);
  expect(provider.notes).toEqual(['again', 'first']);
  expect(requests[0]?.effect).toMatchObject({ rows: 1, at: 2_000 });
});

test.each([
  [true, 'close'],
  [false, 'keep-alive'],
])('a connection is closed after the response (announced: %s)', async (announced, header) => {
  const { url, provider } = await start({ type: 'close', announced });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ended: Promise<unknown>[] = [];
  const connection = await new Promise((resolve, reject) => {
    const call = httpRequest(url, { method: 'POST', agent }, (response) => {
      response.resume();
      resolve(response.headers.connection);
    });
    call.on('socket', (socket) => ended.push(new Promise((done) => socket.once('close', done))));
    call.on('error', reject).end('a');
  });
  expect(connection).toBe(header);
  await ended[0];
  expect(provider.stored).toBe(1);
  agent.destroy();
});
