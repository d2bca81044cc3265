import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../define/http.ts';
import { isOutcomeUnknown } from './errors/classify.ts';
import { client, serve, serveRaw, settleInTime, until } from './testing/loopback.ts';
import { errorOf, look, post } from './testing/requests.ts';

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

  it('fails the request at once if it asks to wait longer than the retry time', async () => {
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

  it('is repeated for the retry time, and its error is then not retryable', async () => {
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
    const faults: ((socket: Socket) => void)[] = [
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
      expect(error, String(n)).toMatchObject({ kind: 'transient', code: 'ERR_NO_RESPONSE' });
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
      expect(error, start).toMatchObject({ kind: 'transient', code: 'ERR_NO_RESPONSE' });
      expect([undefined, 200], start).toContain(error.status);
      await until(() => closed);
      expect(clock.pending).toBe(0);
    }
  });

  it.each([
    [413, { kind: 'reject', code: 'ERR_TOO_LARGE' }],
    [429, { kind: 'rate_limit', status: 429 }],
    [503, { kind: 'transient', status: 503 }],
  ])(
    'is judged by the head of a rejection with the status %i whose body does not arrive completely',
    async (status, expected) => {
      const large: HttpRequest = { ...post, body: [Buffer.alloc(8_000_000, 'a')] };
      const rest = 'content-length: 20\r\n\r\n{"er';
      const ends: readonly (readonly [string, (socket: Socket) => void])[] = [
        ['is reset', (socket) => socket.resetAndDestroy()],
        ['is closed', (socket) => socket.destroy()],
        ['stalls', () => undefined],
      ];
      for (const [title, end] of ends) {
        for (const request of [post, large]) {
          const { url } = await serveRaw((socket) => {
            socket.pause();
            socket.write(`HTTP/1.1 ${status} X\r\n${rest}`, () => end(socket));
          });
          const { http, clock } = client(url, { timeoutMs: 1_000_000 });
          const error = await settleInTime(clock, errorOf(http, request));
          expect(error, title).toMatchObject(expected);
          // A part of a body may end within a secret, which could not be masked.
          expect(error.providerMessage, title).toBe('');
          expect(isOutcomeUnknown(error), title).toBe(status === 503);
          expect(clock.monotonic(), title).toBeLessThanOrEqual(10_000);
        }
      }
    },
  );

  it.each([400, 401, 403, 404, 405, 409, 422, 500])(
    'with the status %i and a body that does not arrive completely is not judged by its status, which a web page may have',
    async (status) => {
      for (const end of [
        (socket: Socket) => socket.resetAndDestroy(),
        (socket: Socket) => socket.end(),
        () => undefined,
      ]) {
        const { url } = await serveRaw((socket) => {
          socket.pause();
          socket.write(`HTTP/1.1 ${status} X\r\ncontent-length: 20\r\n\r\n<htm`, () => end(socket));
        });
        const { http, clock } = client(url, { timeoutMs: 5_000 });
        expect(await settleInTime(clock, errorOf(http, post))).toMatchObject({
          ...{ kind: 'transient', code: 'ERR_NO_RESPONSE', providerMessage: undefined },
        });
      }
    },
  );

  it('waits for the body of a success until its deadline', async () => {
    let answering: Socket | undefined;
    const { url } = await serveRaw((socket) => {
      answering = socket;
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nla');
    });
    const { http, clock } = client(url, { timeoutMs: 60_000 });
    const response = http.request(post);
    await until(() => (answering?.bytesWritten ?? 0) > 0);
    // The head arrives before the clock moves.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.advance(59_000);
    answering?.write('te');
    expect((await response).data).toBe('late');
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

describe('a request that may be repeated only after a rejection', () => {
  it.each([
    [429, {}, 2],
    [429, { 'retry-after': '1' }, 2],
    [503, {}, 1],
    [503, { 'retry-after': '1' }, 1],
  ])('is sent, with the response %i and %j, %i times', async (status, headers, times) => {
    const { url, seen } = await serve((_, response, n) =>
      response.writeHead(n === 0 ? status : 200, headers).end(),
    );
    const { http, clock } = client(url);
    const response = http.request({ method: 'POST', path: '/', body: 'x', idempotent: 'when-rejected' }).then(
      () => 'done',
      (error: unknown) => error,
    );
    const end = await settleInTime(clock, response);
    expect(seen).toHaveLength(times);
    if (times === 1) expect(end).toMatchObject({ failureType: 'transient_error', exhausted: false });
    else expect(end).toBe('done');
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
