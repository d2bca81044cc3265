import { afterEach, expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { type EmulatorOptions, type RunningEmulator, startEmulator } from './server.ts';
import { networkError, noteProvider, post, until } from './testing/notes.ts';

let running: RunningEmulator[] = [];
const start = async (options: EmulatorOptions = {}) => {
  const emulator = await startEmulator(noteProvider(), options);
  running.push(emulator);
  return emulator;
};
afterEach(async () => {
  await Promise.all(running.map((emulator) => emulator.close()));
  running = [];
});

test('a request reaches the provider completely, and its response reaches the client', async () => {
  const { url, provider } = await start();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const body = `${'é'.repeat(300_000)}\nlast`;
  const response = await post(`${url}/notes?a=1`, body);
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({ stored: 2 });
  expect(provider.notes.join('\n')).toBe(body);
});

test('the log has every request with its credentials, size, status and effect', async () => {
  const clock = fakeClock();
  const { url, requests, traffic } = await start({ clock });
  await post(`${url}/notes?page=2`, 'a\nb', { headers: { Authorization: 'Bearer t' } });
  await until(() => requests[0]?.endedAt !== undefined);
  expect(requests).toEqual([
    {
      number: 1,
      method: 'POST',
      path: '/notes',
      search: 'page=2',
      headers: expect.objectContaining({ authorization: 'Bearer t' }),
      bodyBytes: 3,
      status: 201,
      effect: { what: 'stored', rows: 2, at: 0 },
      at: 0,
      endedAt: 0,
    },
  ]);
  expect(traffic).toEqual({ requests: 1, bodyBytes: 3, peakConcurrency: 1, peakPerSecond: 1 });
});

test('latency is a wait on the given clock before the effect', async () => {
  const clock = fakeClock();
  const { url, provider, requests } = await start({ clock, latencyMs: 5_000 });
  const response = post(url, 'a');
  await until(() => clock.pending === 1);
  await clock.advance(4_999);
  expect(provider.stored).toBe(0);
  await clock.advance(1);
  expect((await response).status).toBe(201);
  expect(requests[0]).toMatchObject({ at: 0, effect: { at: 5_000 } });
});

test('peak concurrency and the busiest second are counted', async () => {
  const clock = fakeClock();
  const { url, traffic, requests } = await start({ clock, latencyMs: 600 });
  const round = async (count: number) => {
    const responses = Array.from({ length: count }, () => post(url, 'a'));
    await until(() => clock.pending === count);
    await clock.advance(600);
    await Promise.all(responses);
    await until(() => requests.every((request) => request.endedAt !== undefined));
  };
  await round(3);
  await round(2);
  await round(2);
  // Arrivals: 3 at 0 ms, 2 at 600 ms, 2 at 1200 ms.
  expect(traffic).toMatchObject({ requests: 7, peakConcurrency: 3, peakPerSecond: 5 });
});

test('a body beyond the limit gets 413 without a call of the provider', async () => {
  const { url, provider, requests } = await start({ maxBodyBytes: 10 });
  expect((await post(url, 'x'.repeat(11))).status).toBe(413);
  expect((await post(url, 'x'.repeat(10))).status).toBe(201);
  expect(provider.stored).toBe(1);
  expect(requests[0]).toMatchObject({ status: 413, bodyBytes: 11 });
});

test('an incomplete request has no effect', async () => {
  const { url, provider, requests } = await start();
  const aborting = new AbortController();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('half of it')),
  });
  const call = fetch(url, { method: 'POST', body, duplex: 'half', signal: aborting.signal } as RequestInit);
  await until(() => requests.length === 1);
  aborting.abort();
  await networkError(call);
  await until(() => requests[0]?.endedAt !== undefined);
  expect(requests[0]?.status).toBeUndefined();
  expect(provider.stored).toBe(0);
});

test('keepRequests keeps only the newest requests, while counters include all', async () => {
  const { url, requests, traffic } = await start({ keepRequests: 2 });
  for (const note of ['a', 'b', 'c']) await post(url, note);
  expect(requests.map(({ number }) => number)).toEqual([2, 3]);
  expect(traffic.requests).toBe(3);
});

test('watch is called for arrival, effect and end, in this order', async () => {
  const moments: string[] = [];
  const { url } = await start({ watch: (moment, { number }) => moments.push(`${number} ${moment}`) });
  await post(url, 'a');
  await until(() => moments.length === 3);
  expect(moments).toEqual(['1 arrived', '1 effect', '1 ended']);
});

test('the Date header is that of the emulator clock', async () => {
  const { url } = await start({ clock: fakeClock(Date.UTC(2030, 0, 1)) });
  expect((await post(url, 'a')).headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
});

test('closing ends a waiting request, and closing twice has no effect', async () => {
  const clock = fakeClock();
  const emulator = await start({ clock, latencyMs: 1_000 });
  const call = networkError(post(emulator.url, 'a'));
  await until(() => clock.pending === 1);
  await emulator.close();
  await emulator.close();
  expect(await call).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
  expect(emulator.provider.stored).toBe(0);
  expect(await networkError(post(emulator.url, 'a'))).toBe('ECONNREFUSED');
});

test('a port in use is an error', async () => {
  const { url } = await start();
  await expect(start({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
