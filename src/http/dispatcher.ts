import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { configError } from '../errors.ts';
import type { BaseUrl } from './base-url.ts';

/** The variables that name proxies; each may be unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Below what servers (Node: 5 s) and proxies (15 s and more) keep idle connections open, so that a request does not
 * meet a connection that the other side is closing. Servers cannot raise it.
 */
const KEEP_ALIVE_MS = 1000;
const CONNECT_MS = 10_000;

/** Opens connections to one origin, through the proxy of the environment where it names one for this host. */
export async function openDispatcher(
  base: BaseUrl,
  connections: number,
  environment: Environment,
): Promise<Dispatcher> {
  const options = {
    connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_MS },
    // One deadline over the whole attempt replaces these; they measure gaps and never end a slow drip.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const httpProxy = environment.http_proxy || environment.HTTP_PROXY;
  const httpsProxy = environment.https_proxy || environment.HTTPS_PROXY;
  if (base.loopback || !(httpProxy || httpsProxy)) return new Pool(base.origin, options);
  // Its tunnels need what undici's index adds to all dispatchers.
  const { default: undici } = await import('undici'); // all that a bundle has of a CommonJS package
  for (const proxy of [httpProxy, httpsProxy])
    if (proxy && !isProxyUrl(proxy))
      throw configError(
        'The proxy that HTTP_PROXY or HTTPS_PROXY names cannot be used: it is not a URL such as http://proxy.example.com:3128.',
        { code: 'ERR_PROXY' },
      );
  return new undici.EnvHttpProxyAgent({
    ...options,
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy: environment.no_proxy ?? environment.NO_PROXY ?? '',
  });
}

/** `proxy.example.com:3128` is a URL too, of the scheme `proxy.example.com`. */
const isProxyUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
