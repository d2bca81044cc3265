import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ConnectorError, configError, transientError } from '../../errors.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { client, serve, settleInTime } from '../testing/loopback.ts';
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

it('obtain() gets a refresh token by its type if one is always given, and the one that replaced it', async () => {
  const clock = fakeClock();
  const used: number[] = [];
  const credentials = tokenCredentials({
    clock,
    refreshToken: 'a',
    headers: (token) => ({ 'x-token': token }),
    // Types check that it can't be undefined.
    async obtain(_previous, refreshToken) {
      used.push(refreshToken.length);
      return { value: refreshToken, refreshToken: `${refreshToken}b` };
    },
  });
  await credentials.headers();
  await credentials.renew(await credentials.headers());
  expect([used, credentials.current]).toEqual([[1, 2], 'ab']);
});

describe('a token', () => {
  it.each([400, 422])(
    'that is rejected with %i is an error of the credentials, never of records',
    async (status) => {
      const { url } = await serve((_, response) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}'),
      );
      const login = client(url).http;
      const credentials = tokenCredentials({
        clock: fakeClock(),
        headers: (token) => ({ 'x-token': token }),
        obtain: async () => ({
          value: (await login.request({ method: 'POST', path: '/token', body: 'a' })).data,
        }),
      });
      const { http } = client(url, { credentials, settings: { credentials: 'Client Secret' } });
      await expect(http.request({ method: 'POST', path: '/rows', body: '[]' })).rejects.toMatchObject({
        kind: 'auth',
        code: 'ERR_UNAUTHORIZED',
        message: `The API rejected the request for credentials (status ${status}). Check Client Secret; they may have expired.`,
      });
    },
  );

  it('that the connector itself rejects keeps its message, as an error of the credentials', async () => {
    const { credentials } = tokens(undefined, [
      new ConnectorError('reject', 'No token.', { code: 'ERR_CONFIG' }),
    ]);
    const { url } = await serve((_, response) => response.end('{}'));
    const { http } = client(url, { credentials });
    await expect(http.request({ method: 'GET', path: '/' })).rejects.toMatchObject({
      ...{ kind: 'auth', code: 'ERR_CONFIG', message: 'No token.' },
    });
  });

  it('is obtained once for concurrent requests', async () => {
    const { credentials, previous } = tokens();
    const all = await Promise.all([1, 2, 3].map(() => credentials.headers()));
    expect(all).toEqual([{ 'x-token': 't1' }, { 'x-token': 't1' }, { 'x-token': 't1' }]);
    expect(previous).toEqual([undefined]);
  });

  it('is renewed at half its lifetime, while requests use the old one', async () => {
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

  it('that cannot be renewed yet is used until it expires, and renewal is retried after pauses', async () => {
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

  it('is not renewed for a rejected request that was sent with the previous one', async () => {
    const { credentials, previous } = tokens();
    const old = await credentials.headers();
    await Promise.all([credentials.renew(old), credentials.renew(old)]);
    await credentials.renew(old);
    expect(previous).toHaveLength(2);
  });
});

describe('a refresh token', () => {
  /** Each token comes with the next refresh token: r1, r2, …, or with none. */
  const start = (publish: (refreshToken: string) => Promise<void>, isReplaced = true) => {
    const given: (string | undefined)[] = [];
    const credentials = tokenCredentials({
      clock: fakeClock(),
      headers: (token) => ({ 'x-token': token }),
      refreshToken: 'r0',
      publish,
      async obtain(_previous, refreshToken) {
        given.push(refreshToken);
        return {
          value: `t${given.length}`,
          refreshToken: isReplaced ? `r${given.length}` : undefined,
        };
      },
    });
    return { credentials, given };
  };

  it('that replaces another is published before the new token is used, and obtains the next one', async () => {
    const published: string[] = [];
    let store = (): void => undefined;
    const { credentials, given } = start(async (refreshToken) => {
      published.push(refreshToken);
      await new Promise<void>((resolve) => {
        store = resolve;
      });
    });
    let isUsed = false;
    const first = credentials.headers().then((headers) => {
      isUsed = true;
      return headers;
    });
    await settled();
    expect(published).toEqual(['r1']);
    expect([isUsed, credentials.current]).toEqual([false, undefined]);
    store();
    const renewed = credentials.renew(await first);
    await settled();
    expect(published).toEqual(['r1', 'r2']);
    store();
    await renewed;
    expect(given).toEqual(['r0', 'r1']);
  });

  it('is not used again after a request of unknown outcome, because the provider may take that for a theft', async () => {
    const lost = new ConnectorError('transient', 'No response.', { code: 'ERR_NO_RESPONSE' });
    let calls = 0;
    const credentials = tokenCredentials({
      clock: fakeClock(),
      refreshToken: 'r0',
      publish: () => Promise.resolve(),
      obtain: () => (calls++ === 0 ? Promise.reject(lost) : Promise.resolve({ value: 't' })),
      headers: (token) => ({ token }),
    });
    for (let request = 0; request < 3; request++)
      await expect(credentials.headers()).rejects.toMatchObject({ code: 'ERR_NO_RESPONSE', exhausted: true });
    expect(calls).toBe(1);
  });

  it('that could not be published in the background is published before the next request, or at the end', async () => {
    for (const end of ['headers', 'idle'] as const) {
      const clock = fakeClock();
      const published: string[] = [];
      let isBroken = false;
      let n = 0;
      const credentials = tokenCredentials({
        clock,
        refreshToken: 'r0',
        publish: async (token) => {
          if (isBroken) throw new Error('stdout is broken');
          published.push(token);
        },
        obtain: async () => ({ value: `t${++n}`, lifetimeMs: 100, refreshToken: `r${n}` }),
        headers: (token) => ({ token }),
      });
      await credentials.headers();
      isBroken = true;
      await clock.advance(60);
      await credentials.headers();
      await settled();
      await expect(credentials[end]!()).rejects.toThrow('stdout is broken');
      isBroken = false;
      await credentials[end]!();
      expect(published).toEqual(['r1', 'r2']);
    }
  });

  it('that stays valid is not published', async () => {
    const { credentials, given } = start(() => Promise.reject(new Error('published')), false);
    await credentials.renew(await credentials.headers());
    expect(given).toEqual(['r0', 'r0']);
  });

  it('that cannot be published fails the request, and still is the one that obtains the next token', async () => {
    let isBroken = true;
    const published: string[] = [];
    const { credentials, given } = start(async (refreshToken) => {
      if (isBroken) throw new Error('stdout is broken');
      published.push(refreshToken);
    });
    await expect(credentials.headers()).rejects.toThrow('stdout is broken');
    isBroken = false;
    expect(await credentials.headers()).toEqual({ 'x-token': 't2' });
    expect([given, published]).toEqual([['r0', 'r1'], ['r2']]);
  });

  it('keeps a command open until its renewal is published', async () => {
    let publish = (): void => undefined;
    const { credentials } = start(
      () =>
        new Promise<void>((resolve) => {
          publish = resolve;
        }),
    );
    await credentials.idle?.();
    const first = credentials.headers();
    let isIdle = false;
    const idle = credentials.idle?.().then(() => {
      isIdle = true;
    });
    await settled();
    expect(isIdle).toBe(false);
    publish();
    await Promise.all([first, idle]);
  });
});

describe('a request with the response 401', () => {
  const start = async (good: string, fail: Error[] = []) => {
    const { url, seen } = await serve((one, response) =>
      response.writeHead(one.headers['x-token'] === good ? 200 : 401).end(),
    );
    const { credentials, previous } = tokens(undefined, fail);
    const made = client(url, { credentials });
    return { ...made, seen, previous, credentials };
  };

  it('is sent again with a new token and the same body', async () => {
    const { http, seen } = await start('t2');
    await http.request({ method: 'POST', path: '/', body: 'rows' });
    expect(seen.map(({ headers, body }) => [headers['x-token'], body])).toEqual([
      ['t1', 'rows'],
      ['t2', 'rows'],
    ]);
  });

  it('is repeated with further tokens after pauses, and then fails', async () => {
    const { http, seen, clock } = await start('t9');
    const response = http.request({ method: 'GET', path: '/' }).catch((error: unknown) => error);
    expect(await settleInTime(clock, response)).toMatchObject({ kind: 'auth', status: 401 });
    expect(seen).toHaveLength(4);
  });

  it('is repeated for longer if the credentials worked before', async () => {
    let isDown = false;
    const { url, seen } = await serve((_, response) => response.writeHead(isDown ? 401 : 200).end());
    const { http, clock } = client(url, { credentials: tokens().credentials });
    await http.request({ method: 'GET', path: '/' });
    isDown = true;
    const began = clock.monotonic();
    const response = http.request({ method: 'GET', path: '/' }).catch((error: unknown) => error);
    expect(await settleInTime(clock, response)).toMatchObject({ kind: 'auth', status: 401 });
    expect(seen).toHaveLength(6);
    expect(clock.monotonic() - began).toBeGreaterThanOrEqual(18_000);
  });

  it('fails with the error of the renewal if there is no new token', async () => {
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
