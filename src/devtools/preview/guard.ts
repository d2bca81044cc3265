import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TOKEN_HEADER } from './description.ts';

/** Expected properties of a request. */
export interface Access {
  readonly port: number;
  readonly token: string;
}

/**
 * Returns why a request is rejected, or undefined. Only the page of this server has access: other web pages are rejected
 * by their origin, names that an attacker resolves to the loopback interface (DNS rebinding) by the `Host` header, and
 * other users of the machine by the token. `needsToken` is false for the files of the page, which hold no data.
 */
export function rejectionReason(
  request: IncomingMessage,
  access: Access,
  needsToken: boolean,
): string | undefined {
  const { headers, method } = request;
  const origins = ['127.0.0.1', 'localhost'].map((name) => new URL(`http://${name}:${access.port}`));
  const own = origins.find(({ host }) => host === headers.host);
  if (own === undefined) return 'The Host header names another server.';
  // Browsers send Origin with each POST, and Sec-Fetch-Site with each request; "none" is an address that was typed.
  const hasForeignOrigin = headers.origin === undefined ? method === 'POST' : headers.origin !== own.origin;
  const site = headers['sec-fetch-site'];
  if (hasForeignOrigin || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    return 'The request comes from another page.';
  if (needsToken && !isEqual(tokenOf(request), access.token))
    return 'The token is wrong. Open the address that `airbyte-ts preview` printed.';
  return undefined;
}

/** The page itself has the token in its address, all other requests in a header. */
function tokenOf({ url = '/', headers }: IncomingMessage): string {
  const header = headers[TOKEN_HEADER];
  if (typeof header === 'string') return header;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return pathname === '/' ? (searchParams.get('token') ?? '') : '';
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
