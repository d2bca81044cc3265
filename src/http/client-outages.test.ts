import net from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { client, serve, settleInTime } from './testing/loopback.ts';
import { errorOf, look, post } from './testing/requests.ts';

describe('a provider that is down', () => {
  it('gets one request at a time after ten failures, at least 5 s apart', async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(500).end());
    const { http, clock } = client(url);
    for (let i = 0; i < 10; i++) await errorOf(http, post);
    const waiting = [errorOf(http, post), errorOf(http, post)];
    await clock.advance(4999);
    expect(seen).toHaveLength(10);
    await clock.advance(1);
    await waiting[0];
    expect(seen).toHaveLength(11);
    await clock.advance(10_000);
    await waiting[1];
    expect(seen).toHaveLength(12);
  });
});

describe('a host without an address in the DNS', () => {
  const unknown = (): never => {
    throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
  };

  it('counts as a mistake in the settings only after a while', async () => {
    const lookup = vi.spyOn(net, 'connect').mockImplementation(unknown);
    const { http, clock } = client('http://localhost:9');
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_UNKNOWN_HOST' });
    await clock.advance(29_000);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_UNKNOWN_HOST' });
    await clock.advance(1_000);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'config', code: 'ERR_UNKNOWN_HOST' });
    lookup.mockRestore();
  });

  it('is looked up again by an idempotent request, which succeeds once it has an address', async () => {
    const lookup = vi.spyOn(net, 'connect').mockImplementationOnce(unknown);
    const { url, seen } = await serve((_, response) => response.end('ok'));
    const { http, clock } = client(url);
    expect((await settleInTime(clock, http.request(look))).data).toBe('ok');
    expect(seen).toHaveLength(1);
    lookup.mockRestore();
  });

  it('is never a mistake in the settings after a response', async () => {
    const { url } = await serve((_, response) => response.writeHead(200, { connection: 'close' }).end('ok'));
    const { http, clock } = client(url);
    await http.request(post);
    const lookup = vi.spyOn(net, 'connect').mockImplementation(unknown);
    for (let n = 0; n < 3; n++) {
      expect(await errorOf(http, post)).toMatchObject({ kind: 'transient' });
      await clock.advance(60_000);
    }
    lookup.mockRestore();
  });
});
