import type { HttpRequest, HttpSettings } from '../../define/http.ts';
import { bug, configError } from '../../errors.ts';
import { credentialsSetting, type RequestContext } from '../errors/request-context.ts';
import type { BaseUrl } from './base-url.ts';
import { type Body, prepareBody } from './body.ts';
import { queryString } from './path-segment.ts';

/** Headers by their name in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** A request that can be sent any number of times. */
export interface PreparedRequest {
  readonly method: HttpRequest['method'];
  /** Path, including the base URL's path and the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Body | undefined;
  readonly where: RequestContext;
  /** Kind of the request, for the gate: it compares latencies of one route only. */
  readonly route: string;
  readonly isSuccess: (status: number) => boolean;
  /** Bytes of the body that are read of a success, and of any other response. */
  readonly maxBytes: { readonly success: number; readonly rejection: number };
  /** Whether a rejection for its size may be about records. A request without a body that may be repeated has none. */
  readonly mayCarryRecords: boolean;
  /** Whether the request is declared to contain no records, so that a rejection cannot be about one. */
  readonly isWithoutRecords: boolean;
}

const RESULT_BYTES = 16 * 1024 * 1024;
const REJECTION_BYTES = 1024 * 1024;

export interface RequestDefaults {
  readonly base: BaseUrl;
  /** Headers from `prepareHeaders`. */
  readonly headers: Headers;
  readonly timeoutMs: number;
  readonly settings?: HttpSettings | undefined;
}

export function prepareRequest(
  request: HttpRequest & { readonly responseSchema?: unknown },
  fixed: RequestDefaults,
): PreparedRequest {
  const { method, expect, path } = request;
  const { base } = fixed;
  if (path !== '' && !path.startsWith('/'))
    throw bug(
      'The connector has a request whose path does not begin with a slash, so it would change the address of the API. Please report this.',
      { code: 'ERR_REQUEST_PATH', detail: `${method} ${request.route ?? 'a path without route'}` },
    );
  const body = prepareBody(request);
  const route = request.route ?? path;
  return {
    method,
    path: (base.prefix + path || '/') + queryString(request.query),
    headers: {
      accept: request.responseSchema === undefined ? '*/*' : 'application/json',
      // A compressed body can be a thousand times its length, and the size limits count bytes before decoding.
      'accept-encoding': 'identity',
      ...(body?.contentType !== undefined && { 'content-type': body.contentType }),
      ...fixed.headers,
      ...(request.headers && prepareHeaders(request.headers, fixed.settings)),
      ...(body !== undefined && { 'content-length': String(body.length) }),
    },
    body,
    where: {
      method,
      route: base.prefix + route,
      host: base.host,
      timeoutMs: request.timeoutMs ?? fixed.timeoutMs,
      settings: fixed.settings,
    },
    route: `${method} ${route}`,
    isSuccess: expect ? (status) => expect.includes(status) : (status) => status >= 200 && status < 300,
    maxBytes: { success: request.maxResponseBytes ?? RESULT_BYTES, rejection: REJECTION_BYTES },
    mayCarryRecords: request.carriesRecords !== false && (request.body !== undefined || !request.idempotent),
    isWithoutRecords: request.carriesRecords === false,
  };
}

/** Characters that RFC 9110, 5.5 allows in a value. Libraries repeat an invalid value, such as a key, in their error. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Returns headers with names in lower case. Throws a `config` error that names the header, never its value. */
export function prepareHeaders(headers: Headers | undefined, settings?: HttpSettings): Headers {
  const prepared: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!VALUE.test(value)) {
      throw configError(
        `The HTTP header "${name}" would contain characters that HTTP does not allow. Check ${credentialsSetting(settings)} for line breaks and invisible characters.`,
        { code: 'ERR_HEADER_VALUE' },
      );
    }
    prepared[name.toLowerCase()] = value;
  }
  return prepared;
}
