import { createHash } from 'node:crypto';
import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import type { Caller } from './accounts.ts';
import type { LookupFailures } from './lookup-failures.ts';
import { type QueryValue, readQuery } from './metrics-query.ts';
import { TOKEN_HEADER } from './shoreline.ts';
import { oneOf } from './text.ts';
import type { Tokens } from './tokens.ts';

/** Node rejects longer heads itself; this is for tests that call the provider directly. */
const MAX_HEAD_BYTES = 16 * 1024;

export const metricsOptions = {
  userRouteNeedsToken: z
    .boolean()
    .default(true)
    .describe(
      'Whether `/metrics/user/…` requires a token. The source code of the service requires one; its published specification does not.',
    ),
  metricsToken: z.string().optional().describe('A token that only `/metrics/server/…` accepts.'),
};

const options = z.object(metricsOptions);

/** A recorded event. */
export interface MetricEvent {
  readonly route: 'thisuser' | 'user' | 'server';
  /** The user of the token, the user of the path, or the server of the path. */
  readonly subject: string;
  /** Name of the subject in the record. */
  readonly user: string;
  readonly eventName: string;
  readonly query: Readonly<Record<string, QueryValue>>;
  /** Path as requested; it is recorded too. */
  readonly url: string;
  /** Number of the request in the emulator's order of arrival. */
  readonly request: number;
}

/** The service "highwater": events of apps. Each GET records one, and a repeated GET records another. */
export function metrics(
  { userRouteNeedsToken, metricsToken }: z.output<typeof options>,
  tokens: Tokens,
  lookupFailures: LookupFailures,
) {
  const recorded: MetricEvent[] = [];
  let failing = 0;

  const respond = (request: EmulatedRequest): EmulatedResponse | undefined => {
    const { path, method } = request;
    if (path !== '/metrics' && !path.startsWith('/metrics/')) return undefined;
    if (headBytes(request) > MAX_HEAD_BYTES) return { status: 431, headers: { Connection: 'close' } };
    const status = path === '/metrics/status';
    const route = status ? undefined : routeOf(path);
    if (!status && !route)
      return jsonResponse(404, { code: 'ResourceNotFound', message: `${path} does not exist` });
    if (method !== 'GET') {
      const body = { code: 'MethodNotAllowed', message: `${method} is not allowed` };
      return jsonResponse(405, body, { Allow: 'GET' });
    }
    if (!route) return { status: 200 };
    const allowed = allow(route, request);
    if ('rejection' in allowed) return allowed.rejection;
    if (failing > 0) {
      failing--;
      return { status: 500 };
    }
    const subject = allowed.subject;
    recorded.push({
      ...{ route: route.kind, subject, user: userHash(subject), eventName: route.eventName },
      query: readQuery(request.search),
      url: request.search === '' ? path : `${path}?${request.search}`,
      request: request.number,
    });
    return { status: 200, effect: { what: 'recorded', rows: 1 } };
  };

  function allow(
    { kind, subject }: Route,
    { headers, wallAt }: EmulatedRequest,
  ): { readonly subject: string } | { readonly rejection: EmulatedResponse } {
    const token = oneOf(headers[TOKEN_HEADER]);
    if (!token) {
      if (kind === 'user' && !userRouteNeedsToken) return { subject };
      return rejectionOf(401, `Session token must be set on header[${TOKEN_HEADER}]`);
    }
    if (kind === 'server' && token === metricsToken) return { subject };
    if (lookupFailures.fails('metrics')) return { rejection: { status: 500 } };
    const caller = tokens.caller(token, wallAt);
    if (!caller) return rejectionOf(401, 'Invalid Token');
    return permitted(kind, caller)
      ? { subject: kind === 'thisuser' && caller.kind === 'user' ? caller.userId : subject }
      : rejectionOf(401, 'Insufficient Permissions');
  }

  return {
    respond,
    recorded,
    failNext(times: number) {
      failing = times;
    },
  };
}

/** Rejections are JSON strings. */
const rejectionOf = (status: number, text: string) => ({ rejection: jsonResponse(status, text) });

/** Any valid token may name any user. */
const permitted = (kind: Route['kind'], caller: Caller): boolean =>
  kind === 'user' || (kind === 'server') === (caller.kind === 'service');

interface Route {
  readonly kind: 'thisuser' | 'user' | 'server';
  readonly subject: string;
  /** May be empty. */
  readonly eventName: string;
}

/** Returns the route of a path, if its encoding is valid and no raw slash splits the event's name. */
function routeOf(path: string): Route | undefined {
  const [, first, event] = /^\/metrics\/thisuser(\/)([^/]*)$/.exec(path) ?? [];
  const [, kind, subject, name] = /^\/metrics\/(user|server)\/([^/]+)\/([^/]*)$/.exec(path) ?? [];
  try {
    if (first !== undefined && event !== undefined)
      return { kind: 'thisuser', subject: '', eventName: decodeURIComponent(event) };
    if (subject === undefined || name === undefined) return undefined;
    return {
      kind: kind === 'user' ? 'user' : 'server',
      subject: decodeURIComponent(subject),
      eventName: decodeURIComponent(name),
    };
  } catch {
    return undefined;
  }
}

/** Users are recorded under a part of a salted hash. */
const userHash = (userId: string): string =>
  createHash('sha1').update(`emulated-salt${userId}`).digest('hex').slice(0, 10);

function headBytes({ method, path, search, headers }: EmulatedRequest): number {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.byteLength([`${method} ${path}?${search} HTTP/1.1\r\n`, ...lines].join(''));
}
