import { type Dispatcher, Pool } from 'undici';
import type { BaseUrl } from '../request/base-url.ts';
import { createConnector } from './connector.ts';
import { type Environment, proxyFor } from './proxy.ts';

/**
 * Below what servers (Node: 5 s) and proxies (15 s and more) keep idle connections open, so that a request does not
 * meet a connection that the other side is closing. Servers cannot raise it.
 */
const KEEP_ALIVE_MS = 1000;

/** Opens connections to one origin, through the proxy of the environment where it names one for this host. */
export function openDispatcher(base: BaseUrl, connections: number, environment: Environment): Dispatcher {
  return new Pool(base.origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect: createConnector(proxyFor(base, environment)),
    // One deadline over the whole attempt replaces these; they measure gaps and never end a slow drip.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
