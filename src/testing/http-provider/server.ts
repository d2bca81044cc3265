import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival, Config, Probe } from '../subject.ts';
import { arrivalsIn, type BodyShape } from './arrivals.ts';
import { type FaultState, faultState } from './fault-state.ts';

/** Which requests are meant: all of that path, or below it when it ends with a slash; of any method without one. */
export interface RequestMatch {
  readonly method?: string | undefined;
  readonly path: string;
}

export interface ConfiguredAnswer extends RequestMatch {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** JSON. */
  readonly body?: unknown;
}

/** A provider of one's own: takes JSON over HTTP, keeps it, answers as told, fails on demand. */
export interface HttpProvider {
  /** The requests that deliver records. */
  readonly deliveries: RequestMatch;
  readonly body: BodyShape;
  /** The first that fits answers; any other request is answered 200 with `{}`. */
  readonly answers?: readonly ConfiguredAnswer[];
  /** A header without whose exact value every request is answered 401. */
  readonly authorization?: { readonly header: string; readonly value: string } | undefined;
  /** What is there after a delivery; without it everything stays and the records are added. `query` is without its mark. */
  stores?(before: readonly Arrival[], delivered: readonly Arrival[], query: string): readonly Arrival[];
  /** A configuration of the connector that leads to this address, `http://127.0.0.1:<port>`. */
  config(url: string): Config;
}

/** Serves it on 127.0.0.1, on a port of its own. */
export async function startHttpProvider(provider: HttpProvider): Promise<Probe> {
  let arrived: readonly Arrival[] = [];
  const counts = { requests: 0, deliveries: 0 };
  let fault: FaultState = faultState({ kind: 'none' });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const delivers = fits(provider.deliveries, request);
    counts.requests++;
    if (delivers) counts.deliveries++;
    const { waitMs, refuses, breaks } = fault.next(delivers);
    if (waitMs === Number.POSITIVE_INFINITY) return;
    if (waitMs > 0) await sleep(waitMs);
    if (refuses) {
      if (refuses.retryAfter !== undefined) response.setHeader('retry-after', refuses.retryAfter);
      return answer(response, refuses.status, refuses.echo ? { headers: request.headers, body } : {});
    }
    if (breaks === 'before') return void response.destroy();
    const { authorization } = provider;
    if (authorization && request.headers[authorization.header.toLowerCase()] !== authorization.value)
      return answer(response, 401, {});
    if (delivers) {
      const records = arrivalsIn(body, provider.body);
      if (records === undefined) return answer(response, 400, {});
      const [, query = ''] = (request.url ?? '').split('?');
      arrived = provider.stores?.(arrived, records, query) ?? [...arrived, ...records];
    }
    if (breaks === 'after') return void response.destroy();
    const found = provider.answers?.find((each) => fits(each, request));
    return answer(response, found?.status ?? 200, found?.body ?? {}, found?.headers);
  };
  const server = createServer((request, response) => {
    // A client that leaves in the middle of its request is no concern of the provider's.
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    config: provider.config(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    arrived: () => arrived,
    deliveries: () => counts.deliveries,
    requests: () => counts.requests,
    fault(next) {
      fault = faultState(next);
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function fits({ method, path }: RequestMatch, request: IncomingMessage): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  const [asked = ''] = (request.url ?? '').split('?');
  return path.endsWith('/') ? asked.startsWith(path) || `${asked}/` === path : asked === path;
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
