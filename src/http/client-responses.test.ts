import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { client, serve, serveRaw, settleInTime } from './testing/loopback.ts';
import { errorOf, look, post } from './testing/requests.ts';

describe('a response', () => {
  it('that redirects is not followed, and the other host gets no request', async () => {
    const other = await serve((_, response) => response.end('stolen'));
    const { url, seen } = await serve((_, response, n) =>
      response.writeHead([301, 302, 303, 307, 308][n] ?? 301, { location: `${other.url}/?t=hunter2` }).end(),
    );
    const { http } = client(url, { headers: { authorization: 'a', 'x-session-token': 't' } });
    for (let i = 0; i < 5; i++) {
      const error = await errorOf(http, post);
      expect(error).toMatchObject({ code: 'ERR_REDIRECT' });
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
      code: 'ERR_UNREADABLE_RESPONSE',
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
    expect(await errorOf(http, { ...post, path: '/ok' })).toMatchObject({ code: 'ERR_UNREADABLE_RESPONSE' });
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
    expect(['ERR_TOO_LARGE', 'ERR_NO_RESPONSE']).toContain(error.code);
  });
});

describe('a web page from something before the API', () => {
  const rejectKey = () => new ConnectorError('auth', 'The key is wrong.', { code: 'ERR_KEY' });
  const html = { 'content-type': 'text/html' };

  /** A provider whose first response is a success, and all others are pages with this status. */
  const afterSuccess = (status: number) =>
    serve((_, response, n) =>
      n === 0 ? response.end('ok') : response.writeHead(status, html).end('<html>blocked'),
    );

  it.each([400, 401, 403, 404, 418, 422])(
    'with %i is no error of the key after a success',
    async (status) => {
      const { url } = await afterSuccess(status);
      const { http } = client(url, { classify: rejectKey });
      await http.request(look);
      expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE', status });
      const expecting = { ...post, expect: [200, status] };
      expect(await errorOf(http, expecting)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
    },
  );

  it('with 401 before any success is an error of the key, because servers send pages with it too', async () => {
    const { url } = await serve((_, response) => response.writeHead(401, html).end('<html>no access'));
    const { http } = client(url, { classify: rejectKey });
    expect(await errorOf(http, post)).toMatchObject({ kind: 'auth', code: 'ERR_KEY' });
  });

  it('with 401 after a success renews no credentials', async () => {
    const { url } = await afterSuccess(401);
    const renewals: unknown[] = [];
    const credentials = {
      headers: () => Promise.resolve({ token: 't' }),
      renew: (rejected: unknown) => Promise.resolve(void renewals.push(rejected)),
    };
    const { http } = client(url, { credentials });
    await http.request(look);
    expect(await errorOf(http, post)).toMatchObject({ code: 'ERR_WEB_PAGE' });
    expect(renewals).toEqual([]);
  });

  it('is repeated by the client without a body, and left to the engine for a request with records', async () => {
    const { url, seen } = await serve((_, response, n) =>
      n === 0 ? response.writeHead(403, html).end('<html>') : response.end('ok'),
    );
    const { http, clock } = client(url);
    const carrying = { ...post, idempotent: 'when-rejected' } as const;
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

describe('the log line of a repetition', () => {
  it('ends with the code of the error, and with its detail if there is one', async () => {
    const { url } = await serve((_, response) => response.end('ok'));
    for (const [options, end] of [
      [{}, '[ERR_TRANSIENT]'],
      [{ detail: 'no leader' }, '[ERR_TRANSIENT: no leader]'],
    ] as const) {
      const errors = [new ConnectorError('transient', 'No token yet.', options)];
      const headers = () => (errors.length > 0 ? Promise.reject(errors.pop()) : Promise.resolve({}));
      const credentials = { headers, renew: () => Promise.resolve() };
      const { http, clock, lines } = client(url, { credentials });
      await settleInTime(clock, http.request(look));
      expect(lines[0]).toBe(`No token yet. Trying again in 0 s. ${end}`);
    }
  });
});
