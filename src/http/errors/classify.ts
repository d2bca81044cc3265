import type { HttpSettings, RawResponse } from '../../define/http.ts';
import { ConnectorError, type ConnectorErrorOptions, type ErrorCode, type ErrorKind } from '../../errors.ts';
import {
  baseUrlSetting,
  credentialsSetting,
  describeRequest,
  type RequestContext,
} from './request-context.ts';
import { parseRetryAfter } from './retry-after.ts';

/**
 * Codes of failed requests that the provider may have applied: the request was sent, and its outcome is
 * unknown. Every other failure means that it was rejected or not sent.
 *
 * - `ERR_NO_RESPONSE`: sent, but no complete response came (its counterpart `ERR_NOT_SENT`: never sent)
 * - `ERR_UNREADABLE_RESPONSE`: a success status, but the body is not a response of the API
 * - `ERR_UNEXPECTED_STATUS`: a success status that the request does not expect
 * - `ERR_SERVER`: a 5xx, which gateways also send while the server behind them continues
 * - `ERR_OVERLOADED`: a 503 with Retry-After, which may come after the request was applied, unlike a 429
 * - `ERR_REQUEST_TIMEOUT`: a 408
 */
const AMBIGUOUS_CODES: ReadonlySet<string> = new Set([
  'ERR_NO_RESPONSE',
  'ERR_UNREADABLE_RESPONSE',
  'ERR_UNEXPECTED_STATUS',
  'ERR_SERVER',
  'ERR_OVERLOADED',
  'ERR_REQUEST_TIMEOUT',
]);

/**
 * Returns whether the provider may have applied the request that failed with this error: it was sent, and its outcome is unknown.
 *
 * @example
 * if (error instanceof ConnectorError && isOutcomeUnknown(error)) await findCreatedImport(name);
 */
export const isOutcomeUnknown = (error: ConnectorError): boolean => AMBIGUOUS_CODES.has(error.code);

type Rule = readonly [
  kind: ErrorKind,
  code: ErrorCode,
  sentence: string,
  advice?: (settings: HttpSettings | undefined) => string,
];

const REJECTED: Rule = [
  'reject',
  'ERR_REQUEST_REJECTED',
  'The API rejected the request as invalid. Correct the records at the source, or Field Mappings (field_mappings).',
];
const SERVER: Rule = [
  'transient',
  'ERR_SERVER',
  'The API failed with a server error. If it continues, ask the provider about its status.',
];
const TOO_LARGE: Rule = ['reject', 'ERR_TOO_LARGE', 'The API rejected the request as too large.'];

const checkAddress = (settings: HttpSettings | undefined): string =>
  ` Check ${baseUrlSetting(settings)} and the ids in the settings.`;
const checkCredentials = (settings: HttpSettings | undefined): string =>
  ` Check ${credentialsSetting(settings)}; they may have expired.`;

/**
 * Default meaning of statuses, for all connectors; a connector may interpret its provider's errors itself. A 4xx in this table
 * has a meaning in HTTP; any other (460, 499, …) mostly comes from a gateway and is unrelated to the records.
 */
const RULES: Readonly<Record<number, Rule>> = {
  400: REJECTED,
  401: ['auth', 'ERR_UNAUTHORIZED', 'The API rejected the credentials.', checkCredentials],
  402: [
    'config',
    'ERR_PAYMENT_REQUIRED',
    'The API requires payment for the account. Check the account with the provider.',
  ],
  403: [
    'config',
    'ERR_FORBIDDEN',
    'The credentials are valid but do not permit this request. Ask the provider for the permission, or check the ids in the settings.',
  ],
  404: ['config', 'ERR_NOT_FOUND', 'The API does not have this address or id.', checkAddress],
  405: ['config', 'ERR_NOT_SUPPORTED', 'The address does not accept this kind of request.', checkAddress],
  406: ['config', 'ERR_NOT_SUPPORTED', 'The API has no response of the requested type.', checkAddress],
  407: [
    'config',
    'ERR_PROXY_AUTH',
    'The proxy between the connector and the API requires credentials. Put them into the environment variables HTTPS_PROXY and HTTP_PROXY, as in http://user:password@proxy:3128.',
  ],
  408: [
    'transient',
    'ERR_REQUEST_TIMEOUT',
    'The API stopped waiting for the rest of the request. The network may be slow.',
  ],
  409: ['reject', 'ERR_CONFLICT', 'The API rejected the request because it conflicts with stored data.'],
  410: ['config', 'ERR_GONE', 'This address was removed from the API.', checkAddress],
  411: ['config', 'ERR_NOT_SUPPORTED', 'The API does not accept requests in this form.', checkAddress],
  413: TOO_LARGE,
  414: TOO_LARGE,
  415: ['config', 'ERR_NOT_SUPPORTED', 'The API does not accept this type of content.', checkAddress],
  421: [
    'transient',
    'ERR_MISDIRECTED',
    'The request reached a server that does not serve this API. A gateway before it may be wrong for a moment.',
  ],
  422: REJECTED,
  423: ['transient', 'ERR_LOCKED', 'The resource is locked (HTTP 423).'],
  425: ['transient', 'ERR_TOO_EARLY', 'The API asked to repeat the request later.'],
  429: [
    'rate_limit',
    'ERR_RATE_LIMITED',
    'The API rejected the request because too many were sent in a short time.',
  ],
  431: TOO_LARGE,
  451: ['config', 'ERR_FORBIDDEN', 'The API is not available from here for legal reasons. Ask the provider.'],
  501: ['config', 'ERR_NOT_SUPPORTED', 'The API does not support this request.', checkAddress],
};

const OVERLOADED: Rule = ['rate_limit', 'ERR_OVERLOADED', 'The API is overloaded and asked to wait.'];
const UNKNOWN: Rule = [
  'transient',
  'ERR_UNEXPECTED_STATUS',
  'The API, or a gateway before it, responded with a status that has no standard meaning. It is unknown whether the request was applied.',
];
const MESSAGE_BYTES = 4096;
/** Ends of the names of request id headers of providers and gateways: `x-request-id`, `x-amzn-requestid`, `cf-ray`, … */
const REQUEST_ID = /(^|-)(request-?id|trace-request|correlation-id|ray)$/;

export const header = (response: Pick<RawResponse, 'headers'>, name: string): string | undefined => {
  const value = response.headers[name];
  return typeof value === 'object' ? value[0] : value;
};

/**
 * Returns the error for a response other than success. Its message never contains the body (which may repeat a record);
 * `providerMessage` has its first 4 KiB. `nowWall` replaces a missing `Date` header. `isOwnError` distinguishes the provider's
 * own form of errors from a gateway's: in that form, a status without a standard meaning rejects the request.
 */
export function rejectionError(
  response: RawResponse,
  where: RequestContext,
  nowWall: number,
  isOwnError?: (response: RawResponse) => boolean,
): ConnectorError {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(header(response, 'retry-after'), header(response, 'date'), nowWall);
  const [kind, code, sentence, advice] = ruleFor(response, where, retryAfterMs, isOwnError);
  const message = sentence + (advice?.(where.settings) ?? '');
  return new ConnectorError(kind, `${message} (${where.host} responded with ${status}.)`, {
    code,
    ...errorOptionsFor(response, where),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function ruleFor(
  response: RawResponse,
  where: RequestContext,
  retryAfterMs: number | undefined,
  isOwnError: ((response: RawResponse) => boolean) | undefined,
): Rule {
  const { status } = response;
  if (status < 300) return unexpectedSuccess(response, where);
  if (status < 400) return redirectTo(header(response, 'location'));
  if (status === 503 && retryAfterMs !== undefined) return OVERLOADED;
  return RULES[status] ?? (status >= 500 ? SERVER : isOwnError?.(response) ? REJECTED : UNKNOWN);
}

function unexpectedSuccess({ text }: RawResponse, { method, route }: RequestContext): Rule {
  const body = text.trim() === '' ? ' and an empty body' : '';
  return [
    'transient',
    'ERR_UNEXPECTED_STATUS',
    `The API responded to ${method} ${route} with a status that this request does not expect${body}. It is unknown whether the request was applied.`,
  ];
}

/** Names only the host of the target; the rest may contain a token. */
function redirectTo(location: string | undefined): Rule {
  const target =
    location !== undefined && URL.canParse(location) ? ` on the host ${new URL(location).host}` : '';
  return [
    'config',
    'ERR_REDIRECT',
    `The API, or a firewall or proxy before it, redirects to another address${target}. Redirects are not followed, because they would carry credentials and data along.`,
    (settings) =>
      ` If the API moved there, correct ${baseUrlSetting(settings)}; otherwise let the operator of the network allow the requests.`,
  ];
}

/** Returns the error for a success whose body cannot be read, so that the outcome is unknown. `why` names places, not values. */
export function unreadableResponseError(
  response: RawResponse,
  where: RequestContext,
  sentence: string,
  why?: string,
): ConnectorError {
  const options = errorOptionsFor(response, where);
  return new ConnectorError('transient', `${sentence} (${where.host} responded with ${response.status}.)`, {
    ...options,
    code: 'ERR_UNREADABLE_RESPONSE',
    detail: why === undefined ? (options.detail as string) : `${options.detail}: ${why}`,
  });
}

/** Returns the options that all errors of a response have. */
export function errorOptionsFor(response: RawResponse, where: RequestContext): ConnectorErrorOptions {
  return {
    status: response.status,
    detail: describeRequest(where, `status ${response.status}`, requestId(response)),
    providerMessage: Buffer.from(response.text.slice(0, MESSAGE_BYTES)).toString('utf8', 0, MESSAGE_BYTES),
  };
}

function requestId(response: RawResponse): string | undefined {
  for (const name of Object.keys(response.headers)) {
    const value = REQUEST_ID.test(name) ? header(response, name) : undefined;
    if (value !== undefined && /^[\w.:=+/-]{1,100}$/.test(value)) return `${name} ${value}`;
  }
  return undefined;
}
