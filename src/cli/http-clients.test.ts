import { expect, it } from 'vitest';
import { fakeLog } from '../engine/testing/fixtures.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { HttpClients } from './http-clients.ts';

/** Clients of which one has credentials whose renewal ends when the test says so. */
function start(idle?: () => Promise<void>) {
  const clock = fakeClock();
  const { signal } = new AbortController();
  const clients = new HttpClients({
    environment: { clock, random: () => 0.5, environment: {}, signal, log: fakeLog() },
    timeoutMs: undefined,
  });
  clients.create({ baseUrl: 'http://127.0.0.1:1' });
  clients.create({
    baseUrl: 'http://127.0.0.1:1',
    credentials: { headers: async () => ({}), renew: async () => undefined, ...(idle && { idle }) },
  });
  return { clients, clock };
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

it('clients close at once if their credentials cannot tell whether a renewal runs', async () => {
  await start().clients.close();
});
