import { afterEach, expect, test } from 'vitest';
import type { Probe } from '../subject.ts';
import { startHttpProvider } from './server.ts';

let probe: Probe | undefined;
afterEach(async () => {
  await probe?.stop();
  probe = undefined;
});

async function start(): Promise<(path: string, body?: string, token?: string) => Promise<Response>> {
  probe = await startHttpProvider({
    deliveries: { method: 'POST', path: '/rows/' },
    body: { key: 'id' },
    authorization: { header: 'Authorization', value: 'Bearer t' },
    responses: [{ path: '/login', status: 201, headers: { 'x-a': 'b' }, body: { token: 't' } }],
    config: (url) => ({ url }),
  });
  const { url } = probe.config;
  return (path, body = '[]', token = 't') =>
    fetch(`${url}${path}`, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } });
}

test('the HTTP provider stores deliveries, sends configured responses, and an empty object by default', async () => {
  const post = await start();
  expect(await (await post('/rows/contacts?x=1', '[{"id":"a"}]')).json()).toEqual({});
  const login = await post('/login');
  expect([login.status, login.headers.get('x-a'), await login.json()]).toEqual([201, 'b', { token: 't' }]);
  expect(probe!.arrived().map(({ key }) => key)).toEqual(['a']);
  expect([probe!.requests(), probe!.deliveries()]).toEqual([2, 1]);
});

test('the HTTP provider rejects wrong credentials and bodies that are not JSON', async () => {
  const post = await start();
  expect((await post('/rows/', '[]', 'wrong')).status).toBe(401);
  expect((await post('/rows/', '[{')).status).toBe(400);
  expect(probe!.arrived()).toEqual([]);
});

test('the HTTP provider rejects the next requests, with Retry-After and an echo of the request', async () => {
  const post = await start();
  probe!.fault({ kind: 'status', status: 429, times: 1, retryAfter: '3', echo: true });
  const rejected = await post('/login', '"secret"');
  expect([rejected.status, rejected.headers.get('retry-after')]).toEqual([429, '3']);
  expect(await rejected.text()).toContain('secret');
  expect((await post('/login')).status).toBe(201);
});

test('the HTTP provider accepts the deliveries of `after` before it rejects, and other requests always', async () => {
  const post = await start();
  probe!.fault({ kind: 'status', status: 500, after: 1 });
  const statuses = [];
  for (const path of ['/rows/', '/login', '/rows/', '/login']) statuses.push((await post(path)).status);
  expect(statuses).toEqual([200, 201, 500, 201]);
});

test('the HTTP provider lets requests that sign in succeed while a status fault rejects others', async () => {
  const statuses = [];
  probe = await startHttpProvider({
    deliveries: { path: '/rows' },
    login: { method: 'POST', path: '/login' },
    body: { key: 'id' },
    config: (url) => ({ url }),
  });
  probe.fault({ kind: 'status', status: 503, times: 1 });
  for (const path of ['/login', '/rows', '/rows'])
    statuses.push((await fetch(`${probe.config.url}${path}`, { method: 'POST', body: '[]' })).status);
  expect(statuses).toEqual([200, 503, 200]);
});

test.each([
  ['after', 1],
  ['before', 0],
] as const)('the HTTP provider with a reset %s the effect has %i records', async (when, count) => {
  const post = await start();
  probe!.fault({ kind: 'reset', times: 1, when });
  await expect(post('/rows/', '[{"id":"a"}]')).rejects.toThrow();
  expect(probe!.arrived()).toHaveLength(count);
  await post('/rows/', '[{"id":"a"}]');
  expect(probe!.arrived()).toHaveLength(count + 1);
});
