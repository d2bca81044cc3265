import type { RawResponse } from '../../define/http.ts';
import { ConnectorError, type ConnectorErrorOptions, type ErrorKind } from '../../errors.ts';
import { describeRequest, type RequestContext } from './request-context.ts';
import { parseRetryAfter } from './retry-after.ts';

/**
 * The codes after which the provider may have carried out the request although it failed: it was sent, and nobody
 * knows what became of it. Every other failure means that it was refused, or never left.
 *
 * - `ERR_NO_ANSWER`: sent, but the answer did not come, or not whole (its counterpart `ERR_NOT_SENT`: never sent)
 * - `ERR_UNREADABLE_REPLY`: answered as a success, but with something that is no answer of the API
 * - `ERR_UNEXPECTED_STATUS`: answered with a success that the request does not expect
 * - `ERR_SERVER`: a 5xx, which gateways also give when the server behind them went on
 * - `ERR_REQUEST_TIMEOUT`: a 408
 */
const AMBIGUOUS_CODES: ReadonlySet<string> = new Set([
  'ERR_NO_ANSWER',
  'ERR_UNREADABLE_REPLY',
  'ERR_UNEXPECTED_STATUS',
  'ERR_SERVER',
  'ERR_REQUEST_TIMEOUT',
]);

/** Whether the provider may have carried out the request that failed like this. */
export const isOutcomeUnknown = (error: ConnectorError): boolean => AMBIGUOUS_CODES.has(error.code);

type Code = `ERR_${string}`;
type Rule = readonly [kind: ErrorKind, code: Code, sentence: string];

const REFUSED: Rule = [
  'reject',
  'ERR_REFUSED',
  'The API refused what was sent as invalid. Correct the records at the source, or their mapping.',
];
const SERVER: Rule = [
  'transient',
  'ERR_SERVER',
  'The API failed on its side. If this goes on, ask the provider about its status.',
];
const TOO_LARGE: Rule = ['reject', 'ERR_TOO_LARGE', 'The API refused what was sent as too large.'];
const ROUTE_HINT = 'Check the base URL and the ids in the settings.';

/**
 * What a status means where the provider does not say otherwise: the one table for all connectors. A 4xx that stands here has a
 * meaning of its own in HTTP; any other one (460, 499, …) mostly comes from a gateway and says nothing about the records.
 */
const RULES: Readonly<Record<number, Rule>> = {
  400: REFUSED,
  401: [
    'auth',
    'ERR_UNAUTHORIZED',
    'The API did not accept the credentials. Check them in the settings; they may have expired.',
  ],
  402: [
    'config',
    'ERR_PAYMENT_REQUIRED',
    'The account may not use the API at present: it asks for payment. Check the account with the provider.',
  ],
  403: [
    'config',
    'ERR_FORBIDDEN',
    'The credentials are valid but may not do this. Ask the provider for the permission, or check the ids in the settings.',
  ],
  404: ['config', 'ERR_NOT_FOUND', `The API does not know this address or id. ${ROUTE_HINT}`],
  405: ['config', 'ERR_NOT_SUPPORTED', `The address does not take this kind of request. ${ROUTE_HINT}`],
  406: ['config', 'ERR_NOT_SUPPORTED', `The API has no answer of the kind that is asked for. ${ROUTE_HINT}`],
  407: [
    'config',
    'ERR_PROXY_AUTH',
    'The proxy between the connector and the API asks for credentials. Put them into the proxy variables of the environment.',
  ],
  408: [
    'transient',
    'ERR_REQUEST_TIMEOUT',
    'The API gave up waiting for the request. The network may be slow.',
  ],
  409: ['reject', 'ERR_CONFLICT', 'The API refused what was sent because it conflicts with what it holds.'],
  410: ['config', 'ERR_GONE', `The API says that this address is gone. ${ROUTE_HINT}`],
  411: ['config', 'ERR_NOT_SUPPORTED', `The API does not take requests in this form. ${ROUTE_HINT}`],
  413: TOO_LARGE,
  414: TOO_LARGE,
  415: ['config', 'ERR_NOT_SUPPORTED', `The API does not take this kind of content. ${ROUTE_HINT}`],
  421: [
    'transient',
    'ERR_MISDIRECTED',
    'The request came to a server that does not speak for the API. A gateway before it may be wrong for a moment.',
  ],
  422: REFUSED,
  423: ['transient', 'ERR_LOCKED', 'What the request would change is locked at present.'],
  425: ['transient', 'ERR_TOO_EARLY', 'The API asked to send the request again later.'],
  429: [
    'rate_limit',
    'ERR_RATE_LIMITED',
    'The API refused the request because too many were sent in a short time.',
  ],
  431: TOO_LARGE,
  451: ['config', 'ERR_FORBIDDEN', 'The API may not be used from here for legal reasons. Ask the provider.'],
  501: ['config', 'ERR_NOT_SUPPORTED', `The API does not support this request. ${ROUTE_HINT}`],
};

const OVERLOADED: Rule = ['rate_limit', 'ERR_RATE_LIMITED', 'The API is overloaded and asked to wait.'];
const UNKNOWN: Rule = [
  'transient',
  'ERR_UNEXPECTED_STATUS',
  'The API, or a gateway before it, answered with a status that has no agreed meaning, so nobody knows whether the request was carried out.',
];
const UNEXPECTED: Rule = [
  'transient',
  'ERR_UNEXPECTED_STATUS',
  'The API answered with a status that this request does not expect, so nobody knows whether it was carried out.',
];

const WORDS_BYTES = 4096;
/** The ends of the names by which providers and gateways number requests: `x-request-id`, `x-amzn-requestid`, `cf-ray`, … */
const REQUEST_ID = /(^|-)(request-?id|trace-request|correlation-id|ray)$/;

export const header = (answer: Pick<RawResponse, 'headers'>, name: string): string | undefined => {
  const value = answer.headers[name];
  return typeof value === 'object' ? value[0] : value;
};

/**
 * The error that an answer other than success is. Its message never holds the body (which may repeat a record);
 * `words` has the first 4 KiB of it. `nowWall` stands in for a missing `Date` header. `isOwnError` tells the provider's own form of
 * error from that of a gateway: in it, a status without an agreed meaning is a refusal of what was sent.
 */
export function rejectionError(
  answer: RawResponse,
  where: RequestContext,
  nowWall: number,
  isOwnError?: (answer: RawResponse) => boolean,
): ConnectorError {
  const { status } = answer;
  const retryAfterMs = parseRetryAfter(header(answer, 'retry-after'), header(answer, 'date'), nowWall);
  const [kind, code, sentence] = ruleFor(answer, retryAfterMs, isOwnError);
  return new ConnectorError(kind, `${sentence} (${where.host} answered ${status}.)`, {
    code,
    ...errorOptionsFor(answer, where),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function ruleFor(
  answer: RawResponse,
  retryAfterMs: number | undefined,
  isOwnError: ((answer: RawResponse) => boolean) | undefined,
): Rule {
  const { status } = answer;
  if (status < 300) return UNEXPECTED;
  if (status < 400) return ['config', 'ERR_REDIRECT', redirectSentence(header(answer, 'location'))];
  if (status === 503 && retryAfterMs !== undefined) return OVERLOADED;
  return RULES[status] ?? (status >= 500 ? SERVER : isOwnError?.(answer) ? REFUSED : UNKNOWN);
}

/** Names the host of the target and nothing else of it; the rest may hold a token. */
function redirectSentence(location: string | undefined): string {
  const target =
    location !== undefined && URL.canParse(location) ? ` to the host ${new URL(location).host}` : '';
  return `The API sent the connector elsewhere${target}. Redirects are not followed, because they would carry credentials and data along. Correct the base URL.`;
}

/** A success that cannot be understood, so that nobody knows what was carried out. `why` names places, not values. */
export function unreadableResponseError(
  answer: RawResponse,
  where: RequestContext,
  sentence: string,
  why?: string,
): ConnectorError {
  const options = errorOptionsFor(answer, where);
  return new ConnectorError('transient', `${sentence} (${where.host} answered ${answer.status}.)`, {
    ...options,
    code: 'ERR_UNREADABLE_REPLY',
    detail: why === undefined ? (options.detail as string) : `${options.detail}: ${why}`,
  });
}

/** What every error of an answer has. */
export function errorOptionsFor(answer: RawResponse, where: RequestContext): ConnectorErrorOptions {
  return {
    status: answer.status,
    detail: describeRequest(where, `status ${answer.status}`, requestId(answer)),
    providerMessage: Buffer.from(answer.text.slice(0, WORDS_BYTES)).toString('utf8', 0, WORDS_BYTES),
  };
}

function requestId(answer: RawResponse): string | undefined {
  for (const name of Object.keys(answer.headers)) {
    const value = REQUEST_ID.test(name) ? header(answer, name) : undefined;
    if (value !== undefined && /^[\w.:=+/-]{1,100}$/.test(value)) return `${name} ${value}`;
  }
  return undefined;
}
