import { describe, expect, it } from 'vitest';
import { client, serve, settleInTime } from '../testing/loopback.ts';
import { errorOf, look, post } from '../testing/requests.ts';

const LOCATION = 'https://portal.example.net/login?token=hunter2';
const page = { 'content-type': 'text/html' };

/** Failures of something before the API that also occur for a moment. */
const FAILURES = [
  ['a redirect', 302, { location: LOCATION }, 'ERR_REDIRECT'],
  ['a permanent redirect with a web page', 308, { ...page, location: LOCATION }, 'ERR_REDIRECT'],
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

  it('from the first response on is a mistake in the settings after 30 seconds', async () => {
    const { url } = await serve((_seen, response) => response.writeHead(status, headers).end('<html>'));
    const { http, clock } = client(url);
    expect(await errorOf(http, post)).toMatchObject({ kind: 'transient', code });
    await clock.advance(29_000);
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
  await clock.advance(30_000);
  expect(await errorOf(http, post)).toMatchObject({ kind: 'config', code: 'ERR_REDIRECT' });
});
