import { describe, expect, it } from 'vitest';
import { configError, transientError } from '../../errors.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { client, inTime, serve } from '../testing/loopback.ts';
import { tokenCredentials } from './tokens.ts';

/** Tokens t1, t2, …; `fail` lets the next attempts to get one fail. */
function tokens(lifetimeMs?: number, fail: Error[] = []) {
  const clock = fakeClock();
  const previous: (string | undefined)[] = [];
  const credentials = tokenCredentials({
    clock,
    headers: (token) => ({ 'x-token': token }),
    async obtain(before) {
      const error = fail.shift();
      if (error) throw error;
      previous.push(before);
      return { value: `t${previous.length}`, ...(lifetimeMs !== undefined && { lifetimeMs }) };
    },
  });
  return { clock, credentials, previous };
}

describe('a token', () => {
  it('is got once for all who ask for it at a time', async () => {
    const { credentials, previous } = tokens();
    const all = await Promise.all([1, 2, 3].map(() => credentials.headers()));
    expect(all).toEqual([{ 'x-token': 't1' }, { 'x-token': 't1' }, { 'x-token': 't1' }]);
    expect(previous).toEqual([undefined]);
  });

  it('is renewed at half its life, for which nobody has to wait', async () => {
    const { credentials, clock, previous } = tokens(1000);
    await credentials.headers();
    await clock.advance(499);
    expect(await credentials.headers()).toEqual({ 'x-token': 't1' });
    await clock.advance(1);
    expect(previous).toEqual([undefined]);
    expect(await credentials.headers()).toEqual({ 'x-token': 't1' });
    await clock.advance(0);
    expect(await credentials.headers()).toEqual({ 'x-token': 't2' });
    expect(previous).toEqual([undefined, 't1']);
  });

  it('that can not be renewed yet is used on to its end, and asked for again only now and then', async () => {
    const fail: Error[] = [];
    const { credentials, clock, previous } = tokens(1000, fail);
    await credentials.headers();
    fail.push(...Array.from({ length: 100 }, () => transientError('away')));
    for (let ms = 0; ms < 990; ms += 10) {
      await clock.advance(10);
      expect(await credentials.headers()).toEqual({ 'x-token': 't1' });
    }
    expect(100 - fail.length).toBe(5);
    await clock.advance(10);
    await expect(credentials.headers()).rejects.toThrow('away');
    fail.splice(0);
    expect(await credentials.headers()).toEqual({ 'x-token': 't2' });
    expect(previous).toEqual([undefined, 't1']);
  });

  it('that was renewed meanwhile is not renewed for a request that was sent with the old one', async () => {
    const { credentials, previous } = tokens();
    const old = await credentials.headers();
    await Promise.all([credentials.renew(old), credentials.renew(old)]);
    await credentials.renew(old);
    expect(previous).toHaveLength(2);
  });
});

describe('a request that is answered with 401', () => {
  const start = async (good: string, fail: Error[] = []) => {
    const { url, seen } = await serve((one, response) =>
      response.writeHead(one.headers['x-token'] === good ? 200 : 401).end(),
    );
    const { credentials, previous } = tokens(undefined, fail);
    const made = client(url, { credentials });
    return { ...made, seen, previous, credentials };
  };

  it('is sent again with a new token, its body too', async () => {
    const { http, seen } = await start('t2');
    await http.request({ method: 'POST', path: '/', body: 'rows' });
    expect(seen.map(({ headers, body }) => [headers['x-token'], body])).toEqual([
      ['t1', 'rows'],
      ['t2', 'rows'],
    ]);
  });

  it('is tried with further ones after pauses, and then counts', async () => {
    const { http, seen, clock } = await start('t9');
    const answer = http.request({ method: 'GET', path: '/' }).catch((error: unknown) => error);
    expect(await inTime(clock, answer)).toMatchObject({ kind: 'auth', status: 401 });
    expect(seen).toHaveLength(4);
  });

  it('is tried for longer where the credentials were good before', async () => {
    let isDown = false;
    const { url, seen } = await serve((_, response) => response.writeHead(isDown ? 401 : 200).end());
    const { http, clock } = client(url, { credentials: tokens().credentials });
    await http.request({ method: 'GET', path: '/' });
    isDown = true;
    const began = clock.monotonic();
    const answer = http.request({ method: 'GET', path: '/' }).catch((error: unknown) => error);
    expect(await inTime(clock, answer)).toMatchObject({ kind: 'auth', status: 401 });
    expect(seen).toHaveLength(6);
    expect(clock.monotonic() - began).toBeGreaterThanOrEqual(18_000);
  });

  it('fails with the error of the renewal where there is no new token', async () => {
    const fail: Error[] = [];
    const { http } = await start('t1', fail);
    await http.request({ method: 'GET', path: '/' });
    const late = await start('never', fail);
    await late.credentials.headers();
    fail.push(configError('The password was changed.'));
    await expect(late.http.request({ method: 'GET', path: '/' })).rejects.toThrow(
      'The password was changed.',
    );
  });
});
