import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { HttpOptions } from '../../define/http.ts';
import { type FakeClock, fakeClock } from '../../testing/fake-clock.ts';
import { createHttp, type HttpEnvironment } from '../client.ts';

/** A request as a server received it. */
interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Handler = (seen: ReceivedRequest, response: ServerResponse, n: number) => void;

/** Starts a real server for one test; `seen` has every request that arrived completely. */
export async function serve(handler: Handler) {
  const seen: ReceivedRequest[] = [];
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      handler(one, response, seen.length - 1);
    });
  });
  const url = await listening(server);
  onTestFinished(() => server.closeAllConnections());
  return { url, seen };
}

/** Starts a server without HTTP; calls the handler with each socket and its first data. */
export async function serveRaw(handler: (socket: Socket, first: string) => void) {
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (data) => handler(socket, data.toString()));
  });
  const url = await listening(server);
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
  return { url };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Creates a client for one test, on a stopped clock, with its log. */
export function client(
  baseUrl: string,
  options: Partial<HttpOptions> = {},
  env: Partial<HttpEnvironment> = {},
) {
  const clock = fakeClock();
  const stop = new AbortController();
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = { error: write, warn: write, info: write, debug: (message: () => string) => write(message()) };
  const http = createHttp(
    { baseUrl, ...options },
    { clock, random: () => 0, signal: stop.signal, log, environment: {}, ...env },
  );
  onTestFinished(() => http.close());
  return { http, clock, stop, lines };
}

/** Lets real sockets work until `done` returns true; the fake clock does not advance. */
export async function until(done: () => boolean): Promise<void> {
  for (let turn = 0; !done(); turn++) {
    if (turn > 5000) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Settles a promise that waits for the clock: advances the clock in small steps until it does. */
export async function settleInTime<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  await until(() => {
    if (!settled) void clock.advance(50);
    return settled;
  });
  return promise;
}
