import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival, Config, Probe } from '../subject.ts';
import { arrivalsIn, type BodyShape } from './arrivals.ts';
import { type FaultState, faultState } from './fault-state.ts';

/** Selects requests: of this path, or below it if it ends with a slash; of any method by default. */
interface RequestMatch {
  readonly method?: string | undefined;
  readonly path: string;
}

interface ConfiguredResponse extends RequestMatch {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** JSON. */
  readonly body?: unknown;
}

/** A configurable provider: accepts JSON over HTTP, stores it, sends configured responses, and fails on demand. */
export interface HttpProvider {
  /** Requests that deliver records. */
  readonly deliveries: RequestMatch;
  /** Requests that sign in, to which no status fault is applied; none by default. */
  readonly login?: RequestMatch | undefined;
  readonly body: BodyShape;
  /** Responses; the first match is sent. The default is 200 with `{}`. */
  readonly responses?: readonly ConfiguredResponse[];
  /** A header that every request must have with exactly this value; others get 401. */
  readonly authorization?: { readonly header: string; readonly value: string } | undefined;
  /** Returns the stored records after a delivery; by default the delivered records are added. `query` has no question mark. */
  stores?(before: readonly Arrival[], delivered: readonly Arrival[], query: string): readonly Arrival[];
  /** Returns a configuration of the connector with this address, `http://127.0.0.1:<port>`. */
  config(url: string): Config;
}

/** Starts the provider on 127.0.0.1, on a free port. */
export async function startHttpProvider(provider: HttpProvider): Promise<Probe> {
  let arrived: readonly Arrival[] = [];
  const counts = { requests: 0, deliveries: 0 };
  let fault: FaultState = faultState({ kind: 'none' });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const delivers = fits(provider.deliveries, request);
    counts.requests++;
    if (delivers) counts.deliveries++;
    const { waitMs, rejection, breaks } = fault.next({
      delivers,
      signsIn: provider.login !== undefined && fits(provider.login, request),
    });
    if (waitMs === Number.POSITIVE_INFINITY) return;
    if (waitMs > 0) await sleep(waitMs);
    if (rejection) {
      if (rejection.retryAfter !== undefined) response.setHeader('retry-after', rejection.retryAfter);
      return respond(response, rejection.status, rejection.echo ? { headers: request.headers, body } : {});
    }
    if (breaks === 'before') return void response.destroy();
    const { authorization } = provider;
    if (authorization && request.headers[authorization.header.toLowerCase()] !== authorization.value)
      return respond(response, 401, {});
    if (delivers) {
      const records = arrivalsIn(body, provider.body);
      if (records === undefined) return respond(response, 400, {});
      const [, query = ''] = (request.url ?? '').split('?');
      arrived = provider.stores?.(arrived, records, query) ?? [...arrived, ...records];
    }
    if (breaks === 'after') return void response.destroy();
    const found = provider.responses?.find((each) => fits(each, request));
    return respond(response, found?.status ?? 200, found?.body ?? {}, found?.headers);
  };
  const server = createServer((request, response) => {
    // A client that disconnects during its request is ignored.
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

function respond(
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
