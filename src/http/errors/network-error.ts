import { ConnectorError, type ErrorKind } from '../../errors.ts';
import { formatDuration } from '../../text/format-duration.ts';
import { ProxyFailure } from '../connection/proxy.ts';
import { proxyError } from './proxy-error.ts';
import { describeRequest, type RequestContext } from './request-context.ts';

/** How far a request came before it failed. */
export interface RequestProgress {
  /** Whether any of it may have been written to the network. */
  readonly sent: boolean;
  /** The status of the answer, where its head came. */
  readonly status?: number | undefined;
  /** Whether this host ever answered this client. */
  readonly answeredBefore: boolean;
}

type Say = (host: string) => string;

const CERTIFICATE: Say = (host) =>
  `The certificate of ${host} cannot be trusted. Check the base URL, the certificate's date and name, and that the authority that issued it is known here (NODE_EXTRA_CA_CERTS).`;
const UNKNOWN_HOST: Say = (host) =>
  `The host ${host} does not exist in the DNS. Check the base URL and the network.`;
const UNREACHABLE: Say = (host) =>
  `The host ${host} cannot be reached. Check the network, its firewall and the base URL.`;
const SLOW_CONNECT: Say = (host) =>
  `No connection to ${host} could be made in time. Check the network, its firewall and the scheme and port of the base URL.`;
const BROKEN: Say = (host) => `The connection to ${host} was broken before the whole answer came.`;
const NOT_HTTP: Say = (host) =>
  `What came from ${host} is not HTTP as it should be. Check the scheme and port of the base URL, and proxies between.`;

const SENTENCES: Readonly<Record<string, Say>> = {
  ECONNREFUSED: (host) =>
    `The host ${host} refused the connection. Check that the API runs there, and the base URL.`,
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: (host) => `The DNS could not tell the address of ${host} at present. Check the network.`,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  ETIMEDOUT: SLOW_CONNECT,
  UND_ERR_CONNECT_TIMEOUT: SLOW_CONNECT,
  UND_ERR_HEADERS_TIMEOUT: (host) => `The host ${host} did not answer in time.`,
  UND_ERR_BODY_TIMEOUT: (host) => `The answer of ${host} did not end in time.`,
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
/** These happen before a connection exists, whatever the library says about the request. */
const BEFORE_SENDING =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)/;
/** A request that is wrong in itself, or sent after the client was closed. */
const OURS = /^UND_ERR_(?:INVALID_ARG|REQ_CONTENT_LENGTH_MISMATCH|DESTROYED|CLOSED)$/;
/**
 * The ConnectorError for what the HTTP library threw. Its code tells whether the provider may have got the request:
 * `ERR_NOT_SENT` (or `ERR_CERTIFICATE`, `ERR_UNKNOWN_HOST`, `ERR_PROXY…`) if surely not, else `ERR_NO_ANSWER`.
 */
export function networkError(
  thrown: unknown,
  where: RequestContext,
  progress: RequestProgress,
): ConnectorError {
  const { code, syscall } = codeOf(thrown);
  const make = (kind: ErrorKind, errorCode: `ERR_${string}`, message: string): ConnectorError =>
    new ConnectorError(kind, message, {
      code: errorCode,
      detail: describeRequest(where, statusOf(progress), code || 'an error without a code'),
      ...(progress.status !== undefined && { status: progress.status }),
    });

  if (TLS.test(code)) {
    const host = thrown instanceof ProxyFailure ? thrown.proxy : where.host;
    return make('config', 'ERR_CERTIFICATE', CERTIFICATE(host));
  }
  if (thrown instanceof ProxyFailure) return proxyError(thrown, code, where, make);
  if (OURS.test(code)) {
    return make(
      'bug',
      'ERR_BUG',
      'The connector made a request that cannot be sent. Please report this with the log.',
    );
  }
  if (code === 'ENOTFOUND') return make('transient', 'ERR_UNKNOWN_HOST', UNKNOWN_HOST(where.host));
  const unsent = !progress.sent || BEFORE_SENDING.test(code) || syscall === 'connect';
  const say = SENTENCES[code] ?? (code.startsWith('ERR_SSL_') ? NOT_HTTP : undefined);
  const sentence = say?.(where.host) ?? `The request to ${where.host} failed on the network.`;
  // A TLS port that is spoken to in plain text breaks the connection too.
  const hint =
    say === BROKEN && !progress.answeredBefore
      ? ' If it never worked, check the scheme and port of the base URL.'
      : '';
  return make('transient', unsent ? 'ERR_NOT_SENT' : 'ERR_NO_ANSWER', sentence + hint);
}

/** The error of an attempt that did not end within its time. */
export function deadlineError(where: RequestContext, progress: RequestProgress): ConnectorError {
  const code = progress.sent ? 'ERR_NO_ANSWER' : 'ERR_NOT_SENT';
  return new ConnectorError(
    'transient',
    progress.sent
      ? `The host ${where.host} did not answer within ${formatDuration(where.timeoutMs)}.`
      : `No connection to ${where.host} could be made within ${formatDuration(where.timeoutMs)}. Check the network and the base URL.`,
    {
      code,
      detail: describeRequest(where, statusOf(progress), 'deadline'),
      ...(progress.status !== undefined && { status: progress.status }),
    },
  );
}

const statusOf = ({ status }: RequestProgress): string | undefined =>
  status === undefined ? undefined : `status ${status}`;

/** The code of an error or of what caused it. Several addresses of a host that all failed come as an AggregateError. */
function codeOf(thrown: unknown, depth = 0): { readonly code: string; readonly syscall: string | undefined } {
  if (!(thrown instanceof Error) || depth > 3) return { code: '', syscall: undefined };
  const { code, syscall, cause } = thrown as Error & { readonly code?: unknown; readonly syscall?: unknown };
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : cause;
  if (thrown.name === 'HTTPParserError') return { code: 'HTTPParserError', syscall: undefined };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) {
    return { code, syscall: typeof syscall === 'string' ? syscall : undefined };
  }
  return codeOf(inner, depth + 1);
}
