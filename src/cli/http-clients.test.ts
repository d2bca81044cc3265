import { expect, it } from 'vitest';
import { configError } from '../errors.ts';
import { serve } from '../http/testing/loopback.ts';
import { errorOf, post } from '../http/testing/requests.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { testLog } from '../testing/test-context.ts';
import { HttpClients } from './http-clients.ts';

/** Two clients, of which one has credentials; `idle` ends their renewal. */
function start(idle?: () => Promise<void>) {
  const clock = fakeClock();
  const { signal } = new AbortController();
  const log = testLog();
  const clients = new HttpClients({
    environment: { clock, random: () => 0.5, environment: {}, signal, log },
    timeoutMs: undefined,
  });
  clients.create({ baseUrl: 'http://127.0.0.1:1' });
  clients.create({
    baseUrl: 'http://127.0.0.1:1',
    credentials: { headers: async () => ({}), renew: async () => undefined, ...(idle && { idle }) },
  });
  return { clients, clock, log };
}

it('clients close after renewals of credentials have ended', async () => {
  let end = (): void => undefined;
  const renewal = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { clients, clock } = start(() => renewal);
  let isClosed = false;
  const closed = clients.close().then(() => {
    isClosed = true;
  });
  await clock.advance(4_999);
  expect(isClosed).toBe(false);
  end();
  await closed;
});

it('clients close after five seconds if a renewal does not end', async () => {
  const { clients, clock } = start(() => new Promise(() => undefined));
  const closed = clients.close();
  await clock.advance(5_000);
  await closed;
});

it('clients close at once if their credentials do not report whether a renewal runs', async () => {
  await start().clients.close();
});

it('new credentials that could not be published cause a warning at the end', async () => {
  const { clients, log } = start(() => Promise.reject(configError('The token does not fit its pattern.')));
  await clients.close();
  expect(log.lines).toEqual([
    'New credentials could not be stored, so the next sync may need you to authenticate again. The token does not fit its pattern.',
  ]);
});

it('a response of the API to one client shows that the base URL of another is right, so web pages stay transient', async () => {
  const { url } = await serve((_seen, response, n) =>
    n === 0 ? response.end('{}') : response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'),
  );
  const { clients, clock } = start();
  const [login, data] = [clients.create({ baseUrl: url }), clients.create({ baseUrl: url })];
  await login.request(post);
  for (let n = 0; n < 2; n++) {
    expect(await errorOf(data, post)).toMatchObject({ kind: 'transient', code: 'ERR_WEB_PAGE' });
    await clock.advance(60_000);
  }
  await clients.close();
});
