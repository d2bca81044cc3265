import { createServer, type Server } from 'node:http';
import { Agent, type RequestOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { StorageAgent } from './storage-agent.ts';

const servers: Server[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A proxy that gives every request for a tunnel this status. */
async function proxyThatResponds(status: number) {
  const asked: string[] = [];
  const server = createServer().on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url);
    socket.end(`HTTP/1.1 ${status} -\r\n\r\n`);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const connect = (
  agent: StorageAgent,
  options: RequestOptions,
): Promise<Error & { kind?: string; $retryable?: object }> =>
  new Promise((resolve) => void agent.createConnection(options, (error) => resolve(error!)));

it('a storage is reached directly where the environment names no proxy for it', () => {
  const socket = {} as Socket;
  const direct = vi.spyOn(Agent.prototype, 'createConnection').mockReturnValue(socket);
  const options = { host: 'storage.example.com', port: 443 };
  const done = () => undefined;
  for (const environment of [{}, { HTTPS_PROXY: 'http://proxy.example.com', NO_PROXY: 'example.com' }])
    expect(new StorageAgent(environment).createConnection(options, done)).toBe(socket);
  expect(direct.mock.calls).toEqual([
    [options, done],
    [options, done],
  ]);
});

it('connections of a storage are kept for further requests, unless the options say otherwise', () => {
  expect(new StorageAgent({}).options.keepAlive).toBe(true);
  expect(new StorageAgent({}, { keepAlive: false }).options.keepAlive).toBe(false);
});

it.each([
  [{ host: 'storage.example.com', port: 9000 }, 'storage.example.com:9000'],
  [{ host: 'storage.example.com' }, 'storage.example.com:443'],
  [{ host: '2001:db8::1' }, '[2001:db8::1]:443'],
])('the proxy is asked for the host and the port of %j', async (options, expected) => {
  const { asked, url } = await proxyThatResponds(502);
  const error = await connect(new StorageAgent({ HTTPS_PROXY: url }), options);
  expect(asked).toEqual([expected]);
  expect(error.message).toContain(expected);
});

it.each([
  [502, 'transient', {}],
  [407, 'config', undefined],
])(
  'the status %i of a proxy is a %s error, and marked for the client where it may be repeated',
  async (status, kind, mark) => {
    const { url } = await proxyThatResponds(status);
    const error = await connect(new StorageAgent({ HTTPS_PROXY: url }), { host: 'storage.example.com' });
    expect(error).toMatchObject({ kind, message: expect.stringContaining(new URL(url).host) });
    expect(error.$retryable).toEqual(mark);
  },
);
