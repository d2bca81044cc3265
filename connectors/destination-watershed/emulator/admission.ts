import {
  apiKeyCheck,
  type EmulatedRequest,
  type EmulatedResponse,
  jsonResponse,
  rateLimit,
} from '@airbyte-ts/cdk/emulator';
import type { ParsedOptions } from './options.ts';

/** Checks credentials and the rate limit, before the request is read. */
export function admission(
  options: ParsedOptions,
): (request: EmulatedRequest) => EmulatedResponse | undefined {
  const check = apiKeyCheck(options);
  const { requestsPerMinute, retryAfter } = options;
  const limit = rateLimit({ requestsPerSecond: requestsPerMinute / 60, burst: Math.ceil(requestsPerMinute) });
  return ({ headers, at }) => {
    const access = check(credentialsOf(headers.authorization));
    if (access === 401)
      return jsonResponse(401, { error: 'unauthorized' }, { 'WWW-Authenticate': 'Basic realm="Watershed"' });
    if (access === 403)
      return jsonResponse(403, { error: 'these credentials may not use the Watershed API' });
    if (limit.take(at) === 0) return undefined;
    const wait: Record<string, string> =
      retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    return jsonResponse(429, { error: 'too many requests' }, wait);
  };
}

function credentialsOf(header: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
