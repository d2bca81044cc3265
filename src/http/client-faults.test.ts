import net from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { Http, HttpRequest } from '../define/http.ts';
import { ConnectorError } from '../errors.ts';
import { isOutcomeUnknown } from './errors/classify.ts';
import { client, serve, serveRaw, settleInTime, until } from './testing/loopback.ts';

const post: HttpRequest = { method: 'POST', path: '/track', body: '{}' };
const look: HttpRequest = { method: 'GET', path: '/status', idempotent: true };
const errorOf = (http: Http, request: HttpRequest): Promise<ConnectorError> =>
  http.request(request).then(
    () => Promise.reject(new Error('it succeeded')),
    (error) => error,
  );

describe('a provider that limits the rate', () => {
  const past = 'Sun, 06 Nov 1994 08:49:37 GMT';
  const date = 'Sun, 06 Nov 1994 08:49:30 GMT';
  it.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['a date', { 'retry-after': past, date }, 7000],
    ['no time', {}, 1000],
    ['a date that has passed', { 'retry-after': date, date: past }, 1000],
    ['garbage', { 'retry-after': 'soon' }, 1000],
    ['a negative number', { 'retry-after': '-7' }, 1000],
  ])('with %s gets no request before that time', async (_, headers, wait) => {
    const { url, seen } = await serve((_, response, n) =>
      n === 0 ? response.writeHead(429, headers).end() : response.end('ok'),
    );
    const { http, clock } = client(url);
    const request = http.request(look);
    await until(() => clock.pending > 0 && seen.length === 1);
    await clock.advance(wait - 1);
    expect(seen).toHaveLength(1);
    await clock.advance(1);
    expect((await request).data).toBe('ok');
  });

  it('gets no other request either, and onClosed is called', async () => {
    const { url, seen } = await serve((_, response, n) =>
      n === 0 ? response.writeHead(503, { 'retry-after': '60' }).end() : response.end(),
    );
    const closed: number[] = [];
    const { http, clock } = client(url, {}, { onClosed: (_, ms) => closed.push(ms) });
    const error = await errorOf(http, post);
    expect(error).toMatchObject({ kind: 'rate_limit', retryAfterMs: 60_000 });
    const other = http.request({ ...post, path: '/other' });
    await clock.advance(59_999);
    expect(seen).toHaveLength(1);
    await clock.advance(1);
    await other;
    expect(closed).toEqual([60_000]);
  });

  it('may ask to wait with any other failure', async () => {
    const { url, seen } = await serve((_, response) =>
      response.writeHead(500, { 'retry-after': '30' }).end(),
    );
    const { http, clock } = client(url);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', retryAfterMs: 30_000 });
    const next = errorOf(http, post);
    await clock.advance(29_999);
    expect(seen).toHaveLength(1);
    await clock.advance(1);
    await next;
    expect(seen).toHaveLength(2);
  });

  it('fails the request at once if it asks to wait longer than the retry budget', async () => {
    const { url, seen } = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': '7200' }).end(),
    );
    const { http } = client(url);
    expect(await errorOf(http, look)).toMatchObject({ exhausted: true, retryAfterMs: 7_200_000 });
    expect(seen).toHaveLength(1);
  });
});

describe('a request that fails', () => {
  it('is repeated by the client only if it is idempotent', async () => {
    const { url, seen } = await serve((_, response, n) => response.writeHead(n < 3 ? 500 : 200).end());
    const { http, lines } = client(url);
    expect(isOutcomeUnknown(await errorOf(http, post))).toBe(true);
    expect(seen).toHaveLength(1);
    const { http: other, clock } = client(url);
    const request = other.request(look);
    await until(() => clock.pending > 0 || seen.length === 4);
    while (seen.length < 4) {
      await clock.drain();
      await until(() => clock.pending > 0 || seen.length === 4);
    }
    expect((await request).status).toBe(200);
    expect(lines.join()).not.toContain('Trying again');
  });

  it('is repeated for the retry budget, and its error is then not retryable', async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(500).end());
    const { http, clock } = client(url, {}, { retryBudgetMs: 0 });
    expect(await errorOf(http, look)).toMatchObject({ kind: 'transient', exhausted: true, retryable: false });
    expect(seen).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('is a bug, and keeps no resources, if it cannot be written at all', async () => {
    const { http, clock } = client('http://127.0.0.1:9');
    const error = await errorOf(http, { ...look, path: '/a b\n' });
    expect(error).toMatchObject({ kind: 'bug' });
    expect(clock.pending).toBe(0);
  });

  it('hints at a wrong scheme or port only if the client never got a response', async () => {
    const { url } = await serve((_, response, n) => (n === 1 ? response.end() : response.destroy()));
    const { http } = client(url);
    expect((await errorOf(http, post)).message).toContain('scheme and port');
    await http.request(post);
    expect((await errorOf(http, post)).message).not.toContain('scheme and port');
  });

  it('was not sent if the connection is refused', async () => {
    const { http } = client('http://127.0.0.1:9');
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_NOT_SENT' });
  });

  it('may have been applied if the connection breaks after it was sent', async () => {
    const faults: ((socket: import('node:net').Socket) => void)[] = [
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.destroy(),
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":'),
      (socket) =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":', () => socket.resetAndDestroy()),
      (socket) => socket.end('220 mail.example.com ESMTP\r\n'),
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
    ];
    for (const [n, fault] of faults.entries()) {
      const { url } = await serveRaw((socket) => fault(socket));
      const error = await errorOf(client(url).http, post);
      expect(error, String(n)).toMatchObject({ kind: 'transient', code: 'ERR_NO_ANSWER' });
    }
  });

  it('ends with its deadline if the provider stops before or within its response', async () => {
    const starts = ['', 'HTTP/1.1 102 Processing\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'];
    for (const start of starts) {
      let asked = 0;
      let closed = false;
      const { url } = await serveRaw((socket) => {
        asked += 1;
        socket.on('close', () => {
          closed = true;
        });
        socket.write(start);
      });
      const { http, clock } = client(url, { timeoutMs: 5000 });
      const failed = errorOf(http, post);
      await until(() => asked === 1);
      await clock.advance(5000);
      const error = await failed;
      expect(error, start).toMatchObject({ kind: 'transient', code: 'ERR_NO_ANSWER' });
      expect([undefined, 200], start).toContain(error.status);
      await until(() => closed);
      expect(clock.pending).toBe(0);
    }
  });

  it('may set a longer deadline', async () => {
    const { url, seen } = await serve((_, response) => void setTimeout(() => response.end('late'), 50));
    const { http, clock } = client(url, { timeoutMs: 1000 });
    const request = http.request({ ...post, timeoutMs: 10_000 });
    await until(() => seen.length === 1);
    await clock.advance(9000);
    expect((await request).data).toBe('late');
  });

  it('ends at once with the signal’s reason if the sync is stopped', async () => {
    const { url, seen } = await serve(() => {});
    const { http, clock, stop } = client(url);
    const failed = http.request(look);
    await until(() => seen.length === 1);
    stop.abort('stopped');
    await expect(failed).rejects.toBe('stopped');
    await expect(http.request(post)).rejects.toBe('stopped');
    expect(clock.pending).toBe(0);
  });
});

describe('a response', () => {
  it('that redirects is not followed, and the other host gets no request', async () => {
    const other = await serve((_, response) => response.end('stolen'));
    const { url, seen } = await serve((_, response, n) =>
      response.writeHead([301, 302, 303, 307, 308][n] ?? 301, { location: `${other.url}/?t=hunter2` }).end(),
    );
    const { http } = client(url, { headers: { authorization: 'a', 'x-session-token': 't' } });
    for (let i = 0; i < 5; i++) {
      const error = await errorOf(http, i % 2 ? { ...post, idempotent: true } : post);
      expect(error).toMatchObject({ kind: 'config', code: 'ERR_REDIRECT' });
      expect(error.message).toContain(new URL(other.url).host);
      expect(error.message).not.toContain('hunter2');
    }
    expect([seen.length, other.seen.length]).toEqual([5, 0]);
  });

  it('that is a web page is not taken for a response of the API', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in'),
    );
    expect(await errorOf(client(url).http, post)).toMatchObject({
      code: 'ERR_UNREADABLE_REPLY',
      kind: 'transient',
    });
  });

  it('that does not end is cut: a rejection keeps its meaning, a success becomes an error', async () => {
    const { url } = await serve((seen, response) => {
      response.writeHead(seen.url === '/ok' ? 200 : 400).on('error', () => {});
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    const { http } = client(url);
    const rejected = await errorOf(http, post);
    expect(rejected).toMatchObject({ kind: 'reject', status: 400 });
    expect(rejected.providerMessage).toHaveLength(4096);
    expect(await errorOf(http, { ...post, path: '/ok' })).toMatchObject({ code: 'ERR_UNREADABLE_REPLY' });
  });

  it('that repeats a secret shows no part of it, also if its text is cut inside the secret', async () => {
    const secret = 'sk-live-0123456789';
    const { url } = await serve((_, response) =>
      response.writeHead(400).end(`${'x'.repeat(4_090)}${secret}`),
    );
    const { http } = client(url, {}, { redact: (text) => text.replaceAll(secret, '****') });
    const { providerMessage = '' } = await errorOf(http, post);
    expect(providerMessage.slice(-6)).toBe('xx****');
  });

  it('with a large unexpected body does not block the next request', async () => {
    const { url } = await serve((_, response, n) =>
      response.writeHead(n % 2 ? 500 : 200).end('x'.repeat(500_000)),
    );
    const { http } = client(url, {}, { maxConcurrency: 2 });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => http.request(post)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
  });

  it('may arrive before the whole request was sent', async () => {
    const { url } = await serveRaw((socket) =>
      socket.end('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
    );
    const body = Array.from({ length: 64 }, () => new Uint8Array(1024 * 1024));
    const error = await errorOf(client(url).http, { ...post, body });
    expect(['ERR_TOO_LARGE', 'ERR_NO_ANSWER']).toContain(error.code);
  });
});

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

describe('a request that may be repeated only after a rejection', () => {
  it.each([
    [429, 2],
    [503, 1],
  ])('is sent, with the response %i, %i times', async (status, times) => {
    const { url, seen } = await serve((_, response, n) => response.writeHead(n === 0 ? status : 200).end());
    const { http, clock } = client(url);
    const response = http.request({ method: 'POST', path: '/', body: 'x', idempotent: 'when-refused' }).then(
      () => 'done',
      (error: unknown) => error,
    );
    const end = await settleInTime(clock, response);
    expect(seen).toHaveLength(times);
    if (times === 1) expect(end).toMatchObject({ kind: 'transient', exhausted: false });
    else expect(end).toBe('done');
  });
});

describe('a web page from something before the API', () => {
  const refuse = () => new ConnectorError('auth', 'The key is wrong.', { code: 'ERR_KEY' });
  const html = { 'content-type': 'text/html' };

  it.each([400, 401, 403, 404, 418, 422])('with %i never counts as an error of the key', async (status) => {
    const { url } = await serve((_, response) => response.writeHead(status, html).end('<html>blocked'));
    const { http } = client(url, { classify: refuse });
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE', status });
    const expecting = { ...post, expect: [200, status] };
    expect(await errorOf(http, expecting)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
  });

  it('with 401 renews no credentials', async () => {
    const { url } = await serve((_, response) => response.writeHead(401, html).end('<html>blocked'));
    const renewals: unknown[] = [];
    const credentials = {
      headers: () => Promise.resolve({ token: 't' }),
      renew: (rejected: unknown) => Promise.resolve(void renewals.push(rejected)),
    };
    const { http } = client(url, { credentials });
    expect(await errorOf(http, post)).toMatchObject({ code: 'ERR_WEB_PAGE' });
    expect(renewals).toEqual([]);
  });

  it('is repeated by the client without a body, and left to the engine for a request with records', async () => {
    const { url, seen } = await serve((_, response, n) =>
      n === 0 ? response.writeHead(403, html).end('<html>') : response.end('ok'),
    );
    const { http, clock } = client(url);
    const carrying = { ...post, idempotent: 'when-refused' } as const;
    expect(await errorOf(http, carrying)).toMatchObject({ code: 'ERR_WEB_PAGE', exhausted: false });
    expect(seen).toHaveLength(1);
    const other = await serve((_, response, n) =>
      n === 0 ? response.writeHead(403, html).end('<html>') : response.end('ok'),
    );
    const again = client(other.url);
    expect((await settleInTime(again.clock, again.http.request(look))).data).toBe('ok');
    expect(clock.monotonic()).toBe(0);
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

it('a 429 with "Retry-After: 0" is repeated after the usual second', async () => {
  const { url, seen } = await serve((_, response, n) =>
    n === 0 ? response.writeHead(429, { 'retry-after': '0' }).end() : response.end('ok'),
  );
  const { http, clock } = client(url);
  const request = http.request(look);
  await until(() => clock.pending > 0 && seen.length === 1);
  await clock.advance(999);
  expect(seen).toHaveLength(1);
  await clock.advance(1);
  expect((await request).data).toBe('ok');
});
