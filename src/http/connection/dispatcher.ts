import { type Dispatcher, Pool } from 'undici';
import type { Environment } from '../../environment.ts';
import type { BaseUrl } from '../request/base-url.ts';
import { createConnector } from './connector.ts';
import { proxyFor } from './proxy.ts';

/**
 * Shorter than servers (Node: 5 s) and proxies (15 s and more) keep idle connections open, so that no request uses a
 * connection that the other side is closing. Servers cannot raise it.
 */
const KEEP_ALIVE_MS = 1000;

/** Opens connections to one origin, through a proxy if the environment names one for this host. */
export function openDispatcher(base: BaseUrl, connections: number, environment: Environment): Dispatcher {
  return new Pool(base.origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect: createConnector(proxyFor(base, environment)),
    // Replaced by one deadline for the whole attempt; these measure gaps, so a slow stream of bytes never ends them.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
