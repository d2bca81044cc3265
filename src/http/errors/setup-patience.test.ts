import { describe, expect, it } from 'vitest';
import { client, serve, settleInTime } from '../testing/loopback.ts';
import { errorOf, look, post } from '../testing/requests.ts';
import { isGatewayError } from './web-page.ts';

const LOCATION = 'https://portal.example.net/login?token=hunter2';
const page = { 'content-type': 'text/html' };

/** Failures of something before the API that also occur for a moment. */
const FAILURES = [
  ['a redirect', 302, { location: LOCATION }, 'ERR_REDIRECT'],
  ['a redirect with a web page', 307, { ...page, location: LOCATION }, 'ERR_REDIRECT'],
  ['a redirect without a known meaning', 304, { location: LOCATION }, 'ERR_REDIRECT'],
  ['a proxy that requires credentials', 407, {}, 'ERR_PROXY_AUTH'],
  ['a proxy that requires credentials, with a web page', 407, page, 'ERR_PROXY_AUTH'],
] as const;

describe.each(FAILURES)('%s', (_, status, headers, code) => {
  it('for a moment is retried by an idempotent request', async () => {
    const { url, seen } = await serve((_seen, response, n) =>
      n === 0 ? response.writeHead(status, headers).end('<html>') : response.end('ok'),
    );
    const { http, clock } = client(url);
    expect((await settleInTime(clock, http.request(look))).data).toBe('ok');
    expect(seen).toHaveLength(2);
  });

  it('from the first response on is a mistake in the settings after 10 seconds', async () => {
    const { url } = await serve((_seen, response) => response.writeHead(status, headers).end('<html>'));
    const { http, clock } = client(url);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code });
    await clock.advance(9_000);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code });
    await clock.advance(1_000);
    const error = await errorOf(http, post);
    expect(error).toMatchObject({ kind: 'config', code, status });
    expect(error.message).toContain(status === 407 ? 'HTTPS_PROXY' : 'on the host portal.example.net.');
    expect(error.message).not.toContain('hunter2');
  });

  it('after a response of the API stays transient', async () => {
    const { url } = await serve((_seen, response, n) =>
      n === 0 ? response.writeHead(400).end('{}') : response.writeHead(status, headers).end('<html>'),
    );
    const { http, clock } = client(url);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'reject' });
    for (let n = 0; n < 3; n++) {
      expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code });
      await clock.advance(60_000);
    }
  });
});

it('a web page is no response of the API: a redirect after it still counts as a mistake in the settings', async () => {
  const { url } = await serve((_seen, response, n) =>
    n === 0 ? response.writeHead(403, page).end('<html>') : response.writeHead(302).end(),
  );
  const { http, clock } = client(url);
  expect(await errorOf(http, post)).toMatchObject({ code: 'ERR_WEB_PAGE' });
  await errorOf(http, post);
  await clock.advance(10_000);
  expect(await errorOf(http, post)).toMatchObject({ kind: 'config', code: 'ERR_REDIRECT' });
});

describe('a web page', () => {
  const blocked = (status: number) =>
    serve((_seen, response) => response.writeHead(status, page).end('<html>Blocked'));
  /** A request without records that the client does not repeat. */
  const control = { ...post, carriesRecords: false };

  it.each([
    [403, 'without records', 60_000, control, {}],
    [404, 'that may carry records', 60_000, post, {}],
    [404, 'of a command without records', 10_000, post, { hasRecords: false }],
  ] as const)(
    'with %i to a request %s is a mistake in the settings if pages last %i ms from the first response on',
    async (status, _, ms, request, env) => {
      const { url } = await blocked(status);
      const { http, clock } = client(url, {}, env);
      expect(await errorOf(http, request)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
      await clock.advance(ms - 1);
      expect(await errorOf(http, request)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
      await clock.advance(1);
      const error = await errorOf(http, request);
      expect(error).toMatchObject({ kind: 'config', code: 'ERR_WEB_PAGE', status });
      expect(error.message).toContain('Check the base URL and the network.');
      expect(isGatewayError(error)).toBe(false);
    },
  );

  it('is repeated by an idempotent request until it counts as a mistake in the settings', async () => {
    const { url } = await blocked(403);
    const { http, clock } = client(url);
    expect(await settleInTime(clock, errorOf(http, look))).toMatchObject({
      ...{ kind: 'config', code: 'ERR_WEB_PAGE', exhausted: false },
      message: expect.stringContaining('the credentials in the settings') as string,
    });
    expect(Math.round(clock.monotonic() / 1_000)).toBe(60);
  });

  it('as a success is a mistake in the settings if pages last from the first response on', async () => {
    const { url } = await blocked(200);
    const { http, clock } = client(url, {}, { hasRecords: false });
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_UNREADABLE_RESPONSE' });
    await clock.advance(10_000);
    const error = await errorOf(http, post);
    expect(error).toMatchObject({ kind: 'config', code: 'ERR_UNREADABLE_RESPONSE' });
    expect(error.message).toContain('Check the base URL and the network.');
  });

  it('with a status of gateways is no response of the API, so later pages still count as a mistake in the settings', async () => {
    const { url } = await serve((_seen, response, n) =>
      response.writeHead(n === 0 ? 502 : 404, page).end('<html>'),
    );
    const { http, clock } = client(url);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', status: 502 });
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
    await clock.advance(60_000);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'config', code: 'ERR_WEB_PAGE' });
  });

  it('is repeated after at most 4 seconds by a command without records, for whose result a user waits', async () => {
    const { url } = await blocked(403);
    const { http, clock, lines } = client(url, {}, { hasRecords: false, random: () => 1 });
    expect(await settleInTime(clock, errorOf(http, look))).toMatchObject({ kind: 'config' });
    const waits = lines.flatMap((line) => /again in (\d+) s/.exec(line)?.[1] ?? []);
    expect(waits).toEqual(['1', '1', '2', '4', '4']);
  });

  it('after a response of the API stays transient', async () => {
    const { url } = await serve((_seen, response, n) =>
      n === 0 ? response.writeHead(400).end('{}') : response.writeHead(403, page).end('<html>'),
    );
    const { http, clock } = client(url);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'reject' });
    for (let n = 0; n < 3; n++) {
      const error = await errorOf(http, control);
      expect([error.kind, isGatewayError(error)]).toEqual(['transient', true]);
      await clock.advance(60_000);
    }
  });
});

it('after a response to another client of the same base URL, a failure is temporary', async () => {
  const { url } = await serve(({ url: path }, response) =>
    path === '/status' ? response.end('ok') : response.writeHead(301, { ...page, location: LOCATION }).end(),
  );
  const responded = new Set<string>();
  const [login, data, other] = [url, url, `${url}/v2`].map((baseUrl) => client(baseUrl, {}, { responded }));
  expect(await errorOf(data!.http, post)).toMatchObject({ kind: 'config', code: 'ERR_REDIRECT' });
  await settleInTime(login!.clock, login!.http.request(look));
  expect(await errorOf(data!.http, post)).toMatchObject({ kind: 'transient', code: 'ERR_REDIRECT' });
  expect(await errorOf(other!.http, post)).toMatchObject({ kind: 'config', code: 'ERR_REDIRECT' });
});

describe.each([301, 308])('the permanent redirect %i', (status) => {
  it('as the first response is a mistake in the settings at once, and is not repeated', async () => {
    const { url, seen } = await serve((_seen, response) =>
      response.writeHead(status, { location: LOCATION }).end(),
    );
    const { http } = client(url);
    expect(await errorOf(http, look)).toMatchObject({ kind: 'config', code: 'ERR_REDIRECT', status });
    expect(seen).toHaveLength(1);
  });

  it('after a response of the API is transient', async () => {
    const { url } = await serve((_seen, response, n) =>
      n === 0 ? response.end('ok') : response.writeHead(status, { location: LOCATION }).end(),
    );
    const { http, clock } = client(url);
    await settleInTime(clock, http.request(look));
    await clock.advance(60_000);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_REDIRECT' });
  });
});

it('a proxy that asks for credentials after a redirect gets its own 10 seconds', async () => {
  const { url } = await serve((_seen, response, n) => response.writeHead(n === 0 ? 302 : 407).end());
  const { http, clock } = client(url);
  expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_REDIRECT' });
  await clock.advance(10_000);
  expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code: 'ERR_PROXY_AUTH' });
  await clock.advance(10_000);
  expect(await errorOf(http, post)).toMatchObject({ kind: 'config', code: 'ERR_PROXY_AUTH' });
});
