import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { fakeClock } from '../../testing/fake-clock.ts';
import { parseBaseUrl } from '../request/base-url.ts';
import { exchange } from '../request/exchange.ts';
import { serveRaw } from '../testing/loopback.ts';
import { openDispatcher } from './dispatcher.ts';

/**
 * Sends a body whose second part is written after the server reset the connection, and before the client can read: as when a
 * server rejects a large body that is being written.
 */
async function writeAfterReset(response: string) {
  let accept = (_: Socket): void => undefined;
  const accepted = new Promise<Socket>((resolve) => {
    accept = resolve;
  });
  const { url } = await serveRaw(accept);
  const base = parseBaseUrl(url, undefined);
  const dispatcher = openDispatcher(base, 1, {});
  onTestFinished(() => dispatcher.destroy());
  const [first, second] = [Buffer.alloc(1_000, 'a'), Buffer.alloc(1_000, 'b')];
  async function* body() {
    yield first;
    const socket = await accepted;
    const closed = once(socket, 'close');
    socket.write(response, () => socket.resetAndDestroy());
    await closed;
    yield second;
    yield second;
  }
  const result = await exchange(
    {
      origin: base.origin,
      path: '/',
      method: 'POST',
      headers: { 'content-length': '3000' },
      body: body(),
    },
    {
      dispatcher,
      clock: fakeClock(),
      signal: new AbortController().signal,
      timeoutMs: 1e6,
      isSuccess: (status) => status < 300,
      maxBytes: { success: 1e6, rejection: 1e6 },
    },
  );
  const { is } = result;
  return is === 'response' ? [is, result.response.status, result.response.body.toString()] : [is];
}

it.each([
  ['with a length', 'content-length: 2\r\n\r\nno'],
  ['that ends with the connection', 'connection: close\r\n\r\nno'],
])('a rejection %s that has arrived counts although writing the body fails', async (_, rest) => {
  expect(await writeAfterReset(`HTTP/1.1 413 X\r\n${rest}`)).toEqual(['response', 413, 'no']);
});

it.each(['HTTP/1.1 201 X\r\ncontent-length: 2\r\n\r\nok', 'HTTP/1.1 4'])(
  'a body that cannot be written fails the request after %j, which is no rejection',
  async (response) => {
    expect(await writeAfterReset(response)).toEqual(['broken']);
  },
);
