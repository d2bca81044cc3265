import { ConnectorError, type ErrorKind } from '../../errors.ts';
import { formatDuration } from '../../text/format-duration.ts';
import { ProxyFailure } from '../connection/proxy.ts';
import { proxyError } from './proxy-error.ts';
import { baseUrlSetting, describeRequest, type RequestContext } from './request-context.ts';

/** Progress of a request before it failed. */
export interface RequestProgress {
  /** Whether any of it may have been written to the network. */
  readonly sent: boolean;
  /** Status of the response, if its head arrived. */
  readonly status?: number | undefined;
  /** Whether this client ever got a response of this host. */
  readonly hadResponse: boolean;
}

/** Formats a message from the host, the name of the setting with its address, and whether the host ever responded. */
type Sentence = (host: string, setting: string, hadResponse: boolean) => string;

/** What to do about a host that is silent. Its address is right once it has responded. */
const remedyOf = (setting: string, hadResponse: boolean): string =>
  `${hadResponse ? '' : `Check ${setting} and that the network lets the connector reach it. `}If it continues, ask the provider about its status.`;

const CERTIFICATE: Sentence = (host, setting) =>
  `The certificate of ${host} is not trusted. Check ${setting}, the certificate's date and name, and that the connector trusts the authority that issued it (NODE_EXTRA_CA_CERTS).`;
const UNKNOWN_HOST: Sentence = (host, setting) =>
  `The host ${host} does not exist in the DNS. Check ${setting} and the network.`;
const UNREACHABLE: Sentence = (host, setting) =>
  `The host ${host} cannot be reached. Check the network, its firewall and ${setting}.`;
const SLOW_CONNECT: Sentence = (host, setting) =>
  `No connection to ${host} could be made in time. Check the network, its firewall, and the scheme and port in ${setting}.`;
// A TLS port also breaks a connection in plain text.
const BROKEN: Sentence = (host, setting, hadResponse) =>
  `The connection to ${host} broke before the response was complete.${hadResponse ? '' : ` If no request ever worked, check the scheme and port in ${setting}.`}`;
const FAILED: Sentence = (host, ...about) =>
  `The request to ${host} failed on the network. ${remedyOf(...about)}`;
const NOT_HTTP: Sentence = (host, setting) =>
  `The response of ${host} is not HTTP or is malformed. Check the scheme and port in ${setting}, and the proxies between the connector and the API.`;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: (host, setting) =>
    `The host ${host} refused the connection. Check ${setting}, and that the API runs there.`,
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: (host) => `DNS lookup of ${host} failed temporarily. Check the network.`,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  ETIMEDOUT: SLOW_CONNECT,
  UND_ERR_CONNECT_TIMEOUT: SLOW_CONNECT,
  UND_ERR_HEADERS_TIMEOUT: (host, ...about) =>
    `The host ${host} did not respond in time. ${remedyOf(...about)}`,
  UND_ERR_BODY_TIMEOUT: (host, ...about) =>
    `The response of ${host} did not end in time. ${remedyOf(...about)}`,
  UND_ERR_SOCKET: BROKEN,
  ECONNRESET: BROKEN,
  ECONNABORTED: BROKEN,
  EPIPE: BROKEN,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: BROKEN,
  UND_ERR_HEADERS_OVERFLOW: NOT_HTTP,
  HTTPParserError: NOT_HTTP,
  EPROTO: NOT_HTTP,
};

const TLS =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;
/** Errors of OpenSSL and of Node's HTTP parser about the bytes of a response. */
const MALFORMED = /^(?:ERR_SSL_|HPE_)/;
/** Errors before a connection exists, also if the library reports the request as sent. */
const BEFORE_SENDING =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)/;
/** Errors of an invalid request, or of one after the client was closed. */
const INVALID_REQUEST = /^UND_ERR_(?:INVALID_ARG|REQ_CONTENT_LENGTH_MISMATCH|DESTROYED|CLOSED)$/;
/**
 * Returns the ConnectorError for an error of the HTTP library. Its code tells whether the provider may have received the request:
 * `ERR_NOT_SENT` (or `ERR_CERTIFICATE`, `ERR_UNKNOWN_HOST`, `ERR_PROXY…`) if surely not, else `ERR_NO_RESPONSE`.
 */
export function networkError(
  thrown: unknown,
  where: RequestContext,
  progress: RequestProgress,
): ConnectorError {
  const { code, syscall } = codeOf(thrown);
  const setting = baseUrlSetting(where.settings);
  const make = (kind: ErrorKind, errorCode: `ERR_${string}`, message: string): ConnectorError =>
    new ConnectorError(kind, message, {
      code: errorCode,
      detail: describeRequest(where, statusOf(progress), code || 'an error without a code'),
      ...(progress.status !== undefined && { status: progress.status }),
    });

  if (TLS.test(code)) {
    const host = thrown instanceof ProxyFailure ? thrown.proxy : where.host;
    return make('config', 'ERR_CERTIFICATE', CERTIFICATE(host, setting, progress.hadResponse));
  }
  if (thrown instanceof ProxyFailure) return proxyError(thrown, code, where, make);
  if (INVALID_REQUEST.test(code)) {
    return make(
      'bug',
      'ERR_BUG',
      'The connector made a request that cannot be sent. Please report this with the log of the sync.',
    );
  }
  const sentenceOf = SENTENCES[code] ?? (MALFORMED.test(code) ? NOT_HTTP : FAILED);
  const sentence = sentenceOf(where.host, setting, progress.hadResponse);
  if (code === 'ENOTFOUND') return make('transient', 'ERR_UNKNOWN_HOST', sentence);
  const unsent = !progress.sent || BEFORE_SENDING.test(code) || syscall === 'connect';
  return make('transient', unsent ? 'ERR_NOT_SENT' : 'ERR_NO_RESPONSE', sentence);
}

/** Returns the error of an attempt that did not end within its time. */
export function deadlineError(where: RequestContext, progress: RequestProgress): ConnectorError {
  const code = progress.sent ? 'ERR_NO_RESPONSE' : 'ERR_NOT_SENT';
  const setting = baseUrlSetting(where.settings);
  return new ConnectorError(
    'transient',
    progress.sent
      ? `The host ${where.host} did not respond within ${formatDuration(where.timeoutMs)}. ${remedyOf(setting, progress.hadResponse)}`
      : `No connection to ${where.host} could be made within ${formatDuration(where.timeoutMs)}. Check the network and ${setting}.`,
    {
      code,
      detail: describeRequest(where, statusOf(progress), 'deadline'),
      ...(progress.status !== undefined && { status: progress.status }),
    },
  );
}

const statusOf = ({ status }: RequestProgress): string | undefined =>
  status === undefined ? undefined : `status ${status}`;

/** Returns the code of an error or of its cause. If all addresses of a host failed, the error is an AggregateError. */
function codeOf(thrown: unknown, depth = 0): { readonly code: string; readonly syscall: unknown } {
  if (!(thrown instanceof Error) || depth > 3) return { code: '', syscall: undefined };
  const { code, syscall, cause } = thrown as Error & { readonly code?: unknown; readonly syscall?: unknown };
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : cause;
  if (thrown.name === 'HTTPParserError') return { code: 'HTTPParserError', syscall: undefined };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return { code, syscall };
  return codeOf(inner, depth + 1);
}
