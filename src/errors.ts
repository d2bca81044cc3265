import { brand } from './copies.ts';
import { Reject } from './define/reject.ts';

/**
 * Kind of an error. It decides whether an attempt is repeated, what fails (a row, a batch or the sync), and the
 * `failure_type` of the TRACE.
 *
 * - `config`: the configuration, the catalog or the account has to be changed. Ends the sync.
 * - `auth`: the provider does not accept the credentials. Ends the sync.
 * - `rate_limit`: the provider asks to slow down. Repeated.
 * - `transient`: a repetition may succeed: a 5xx, the network, a timeout. Repeated.
 * - `reject`: the provider does not accept a row. The row is rejected, the sync continues.
 * - `protocol`: the input is not valid, such as a line that is not JSON. Ends the sync.
 * - `bug`: any other error. Ends the sync.
 */
export type ErrorKind = 'config' | 'auth' | 'rate_limit' | 'transient' | 'reject' | 'protocol' | 'bug';

/** `failure_type` of a TRACE. The platform repeats a sync after every type except `config_error`. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

interface KindTraits {
  readonly retry: boolean;
  readonly failureType: FailureType;
  /** The code of errors that have none of their own. */
  readonly code: ErrorCode;
}

/** For each kind: whether an attempt is repeated, the failure type, and the default code. */
const ERROR_KINDS: Readonly<Record<ErrorKind, KindTraits>> = {
  config: { retry: false, failureType: 'config_error', code: 'ERR_CONFIG' },
  auth: { retry: false, failureType: 'config_error', code: 'ERR_AUTH' },
  rate_limit: { retry: true, failureType: 'transient_error', code: 'ERR_RATE_LIMIT' },
  transient: { retry: true, failureType: 'transient_error', code: 'ERR_TRANSIENT' },
  reject: { retry: false, failureType: 'config_error', code: 'ERR_REJECT' },
  protocol: { retry: false, failureType: 'system_error', code: 'ERR_PROTOCOL' },
  bug: { retry: false, failureType: 'system_error', code: 'ERR_BUG' },
};

/** An error code: stable and greppable. Always written as a literal, so that it can be found in the code. */
export type ErrorCode = `ERR_${string}`;

/** What an error catalog says of an error code. */
export interface ErrorExplanation {
  /** The failure types with which the code is raised. */
  readonly failureType: FailureType | readonly FailureType[];
  /** What happened: one or two sentences. */
  readonly cause: string;
  /** What the user does about it. Names settings by title and key, as in `API Key (api_key)`. */
  readonly remedy: string;
}

/**
 * The codes that a layer raises. In the CDK's own repository, `src` and each folder of `connectors` explain theirs in files named
 * `error-catalog.ts`, which export an `errorCatalog`; `npm run generate` checks them there against the code and writes
 * `docs/errors.md`. No command of `airbyte-ts` reads the catalogs of another project.
 */
export type ErrorCatalog = Readonly<Record<ErrorCode, ErrorExplanation>>;

/** Name of a stream in the catalog, a record or a state. An absent namespace equals null. */
export interface StreamDescriptor {
  /** Name of the stream. */
  readonly name: string;
  /** Namespace of the stream, such as the schema of a database. */
  readonly namespace?: string | null;
}

/** Members of a `ConnectorError` beside its kind and message. */
export interface ConnectorErrorOptions {
  /** Stable code for searches and tests; the code of the kind by default, such as `ERR_CONFIG`. */
  readonly code?: ErrorCode;
  /** Technical detail: endpoint, status, request id. Part of a TRACE's internal message. Never a record's content. */
  readonly detail?: string;
  /** The stream that the error is about. */
  readonly stream?: StreamDescriptor;
  /** Status of the HTTP response behind the error. */
  readonly status?: number;
  /** Milliseconds that the provider asks to wait (`Retry-After`). NaN, as of a missing header, counts as absent. */
  readonly retryAfterMs?: number;
  /**
   * The provider message. It may repeat a record and a secret. The reject store keeps it with secrets masked; the log, and the
   * error of a sync with too many rejected records, show it only if it repeats nothing of the row. A `check`
   * may show it if it is about a synthetic row.
   */
  readonly providerMessage?: string;
  /**
   * Whether the message of an error of `deliver` that ends the sync quotes the provider message; `false` by default. It is quoted
   * only if it repeats nothing of the rows of the batch.
   */
  readonly quotesProvider?: boolean;
  /** The retry time is used up: the error is not repeated, although its kind would be. */
  readonly exhausted?: boolean;
  /** The error behind it. Its text is never shown. */
  readonly cause?: unknown;
}

/**
 * The only error class of the CDK. `message` is for the user: what happened, where, and what to do. Technical facts go into
 * `detail`.
 *
 * @example
 * const message = 'Example does not accept the API key. Check API Key (api_key).';
 * throw new ConnectorError('auth', message, { code: 'ERR_API_KEY', status: 401 });
 */
export class ConnectorError extends Error {
  /** Kind of the error: it decides about repetitions, and what fails. */
  readonly kind: ErrorKind;
  /** Stable code, explained in docs/errors.md; that of the kind by default, such as `ERR_CONFIG`. */
  readonly code: ErrorCode;
  /** Technical detail for the internal message of the TRACE; never a record's content. */
  readonly detail: string | undefined;
  /** The stream that the error is about; undefined if it is about none or several. */
  readonly stream: StreamDescriptor | undefined;
  /** Status of the HTTP response behind the error; undefined without a response. */
  readonly status: number | undefined;
  /** Milliseconds that the provider asks to wait; undefined if it does not ask. */
  readonly retryAfterMs: number | undefined;
  /** Whether the retry time is used up; false by default. */
  readonly exhausted: boolean;
  /** Whether the error that ends a sync quotes the provider message, if that repeats nothing of the rows; false by default. */
  readonly quotesProvider: boolean;
  /** The provider message. It may repeat a record and a secret. Not enumerable, so that printing the error does not show it. */
  declare readonly providerMessage: string | undefined;

  static {
    brand(ConnectorError, 'ConnectorError');
  }

  /**
   * Creates an error; `configError` and `transientError` are shorter for their kinds.
   *
   * @param kind decides about repetitions, and what fails
   * @param message for the user: what happened, where, and what to do
   * @param options technical facts
   */
  constructor(kind: ErrorKind, message: string, options: ConnectorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectorError';
    this.kind = kind;
    this.code = options.code ?? ERROR_KINDS[kind].code;
    this.detail = options.detail;
    this.stream = options.stream;
    this.status = options.status;
    this.retryAfterMs = Number.isNaN(options.retryAfterMs) ? undefined : options.retryAfterMs;
    this.exhausted = options.exhausted ?? false;
    this.quotesProvider = options.quotesProvider ?? false;
    Object.defineProperty(this, 'providerMessage', { value: options.providerMessage, enumerable: false });
  }

  /** The failure type of the error's kind. */
  get failureType(): FailureType {
    return ERROR_KINDS[this.kind].failureType;
  }

  /** Whether the attempt may be repeated: its kind allows it and the retry time is not used up. */
  get retryable(): boolean {
    return ERROR_KINDS[this.kind].retry && !this.exhausted;
  }

  /** Returns a copy with some options, the kind or the message replaced. */
  with(
    options: ConnectorErrorOptions & {
      /** The text for the user; that of this error by default. */
      readonly message?: string;
      /** The kind; that of this error by default. */
      readonly kind?: ErrorKind;
    },
  ): ConnectorError {
    const { message, kind, ...rest } = options;
    return new ConnectorError(kind ?? this.kind, message ?? this.message, { ...optionsOf(this), ...rest });
  }
}

function optionsOf(error: ConnectorError): ConnectorErrorOptions {
  return {
    code: error.code,
    exhausted: error.exhausted,
    quotesProvider: error.quotesProvider,
    cause: error.cause,
    ...(error.detail !== undefined && { detail: error.detail }),
    ...(error.stream !== undefined && { stream: error.stream }),
    ...(error.status !== undefined && { status: error.status }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error.providerMessage !== undefined && { providerMessage: error.providerMessage }),
  };
}

/**
 * Returns an error that the user has to resolve: in the configuration, the catalog, or the account at the provider. Throwing it
 * ends the sync with the failure type `config_error`, after which the platform does not repeat the sync.
 *
 * @example
 * const message = 'The account has no project. Create one, and enter its id in Project (project_id).';
 * throw configError(message, { code: 'ERR_NO_PROJECT' });
 */
export const configError = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('config', message, options);

/** An error of the input messages. */
export const protocolError = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('protocol', message, options);

/**
 * Returns an error that a repetition may cure. Thrown by `deliver`, it repeats the batch for 15 minutes; then the sync fails with
 * the failure type `transient_error`.
 *
 * @example
 * throw transientError('Example still imports the previous file.', { code: 'ERR_IMPORT_RUNNING' });
 */
export const transientError = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('transient', message, options);

/** An error of the connector or the CDK itself. */
export const bug = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('bug', message, options);

/**
 * Returns a thrown value as a ConnectorError; a thrown `reject(reason)` as one of the kind `reject`. The text of a foreign error
 * is not shown, because parsers and HTTP libraries quote the data, headers and URLs that they failed on. Its name, code and stack
 * frames are shown.
 */
export function asConnectorError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  if (thrown instanceof Reject) return new ConnectorError('reject', thrown.reason);
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  return bug('The connector failed with an unexpected error. Please report this with the log of the sync.', {
    detail: `${name}${typeof code === 'string' ? ` ${code}` : ''}`,
    cause: thrown,
  });
}
