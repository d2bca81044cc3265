import type { Environment } from '../../environment.ts';
import { configError } from '../../errors.ts';
import type { BaseUrl } from '../request/base-url.ts';

/** A proxy that opens tunnels. */
export interface HttpProxy {
  readonly url: URL;
  /** Host and port, for messages: without credentials. */
  readonly name: string;
  /** The value of `proxy-authorization`, if its URL contains credentials. */
  readonly authorization: string | undefined;
}

/** Failure of a proxy: it was not reached, it did not open a tunnel, or the tunnel broke at once. */
export class ProxyFailure extends Error {
  readonly proxy: string;
  readonly stage: 'reaching' | 'asking' | 'through';
  /** Status of the proxy's response, if there was one. */
  readonly status: number | undefined;

  constructor(
    proxy: string,
    stage: ProxyFailure['stage'],
    { status, cause }: { readonly status?: number; readonly cause?: unknown },
  ) {
    super('the proxy failed', { cause });
    this.proxy = proxy;
    this.stage = stage;
    this.status = status;
  }
}

/**
 * Returns the proxy that the environment names for an API or a storage; undefined for a direct connection. Throws a `config`
 * error if the proxy is not valid; its text may contain a password and is not repeated.
 */
export function proxyFor(
  base: Pick<BaseUrl, 'origin' | 'loopback'>,
  environment: Environment,
): HttpProxy | undefined {
  const text =
    environment.https_proxy || environment.HTTPS_PROXY || environment.http_proxy || environment.HTTP_PROXY;
  if (base.loopback || !text) return undefined;
  const { hostname, port } = new URL(base.origin);
  if (isExempt(hostname, Number(port || 443), environment.no_proxy ?? environment.NO_PROXY ?? ''))
    return undefined;
  // `proxy.example.com:3128` is a URL too, of the scheme `proxy.example.com`.
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw notAProxy();
  const url = new URL(text);
  return {
    url,
    name: `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`,
    authorization: url.username === '' ? undefined : basic(url),
  };
}

/** Whether `NO_PROXY` lists the host. An entry includes subdomains and may have a port; `*` matches all hosts. */
function isExempt(hostname: string, port: number, noProxy: string): boolean {
  return noProxy.split(/[,\s]+/).some((entry) => {
    const [, name = '', only] = /^(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (name === '*') return true;
    const domain = name.replace(/^\*?\./, '');
    if (domain === '' || (only !== undefined && Number(only) !== port)) return false;
    return hostname === domain || hostname.endsWith(`.${domain}`);
  });
}

function basic({ username, password }: URL): string {
  const [user, secret] = [username, password].map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

const notAProxy = () =>
  configError(
    'The value of HTTP_PROXY or HTTPS_PROXY cannot be used: it is not a URL such as http://proxy.example.com:3128.',
    { code: 'ERR_PROXY' },
  );
