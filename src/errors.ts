import { brand } from './copies.ts';

/**
 * What went wrong, in one of seven kinds. The kind decides whether an attempt is repeated, how much it hits, and
 * the `failure_type` the platform is told (it retries every type but `config_error`).
 */
export type ErrorKind = 'config' | 'auth' | 'rate_limit' | 'transient' | 'reject' | 'protocol' | 'bug';

export type FailureType = 'config_error' | 'transient_error' | 'system_error';

/** The one table that everything which handles errors reads. */
export const ERROR_KINDS: Readonly<
  Record<ErrorKind, { readonly retry: boolean; readonly failureType: FailureType }>
> = {
  config: { retry: false, failureType: 'config_error' },
  auth: { retry: false, failureType: 'config_error' },
  rate_limit: { retry: true, failureType: 'transient_error' },
  transient: { retry: true, failureType: 'transient_error' },
  reject: { retry: false, failureType: 'config_error' },
  protocol: { retry: false, failureType: 'system_error' },
  bug: { retry: false, failureType: 'system_error' },
};

/** A stream as the catalog or a state names it. An absent namespace and a null one are the same stream. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace?: string | null;
}

export interface ConnectorErrorOptions {
  /** Stable and greppable, `ERR_…`. */
  readonly code?: `ERR_${string}`;
  /** For the engineer: endpoint, status, request id. Never a record's content. */
  readonly detail?: string;
  /** The stream at fault, where it is one. */
  readonly stream?: StreamDescriptor;
  /** The HTTP status that led here, if one did. */
  readonly status?: number;
  /** How long the provider asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /**
   * The provider's own message. May repeat a record and, echoed, a secret. The reject store gets it without secrets; the
   * log, and the error of a sync with too many rejected records, get it where it repeats nothing of the row
   * (`loggableMessage`). A check may show it where it is about a made-up row.
   */
  readonly providerMessage?: string;
  /** An attempt that was repeated until its time was used up; nobody repeats it again. */
  readonly exhausted?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error class. `message` is a sentence for the person who configured the connector: what happened, where,
 * and what to do. Everything technical stands in `detail`.
 */
export class ConnectorError extends Error {
  readonly kind: ErrorKind;
  readonly code: `ERR_${string}`;
  readonly detail: string | undefined;
  readonly stream: StreamDescriptor | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly exhausted: boolean;
  /** Not enumerable, so that nothing prints it by accident. */
  declare readonly providerMessage: string | undefined;

  static {
    brand(ConnectorError, 'ConnectorError');
  }

  constructor(kind: ErrorKind, message: string, options: ConnectorErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectorError';
    this.kind = kind;
    this.code = options.code ?? `ERR_${kind.toUpperCase()}`;
    this.detail = options.detail;
    this.stream = options.stream;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.exhausted = options.exhausted ?? false;
    Object.defineProperty(this, 'providerMessage', { value: options.providerMessage, enumerable: false });
  }

  get failureType(): FailureType {
    return ERROR_KINDS[this.kind].failureType;
  }

  /** Whether the same attempt may be made again. */
  get retryable(): boolean {
    return ERROR_KINDS[this.kind].retry && !this.exhausted;
  }

  /** The same error, with some options replaced. */
  with(options: ConnectorErrorOptions & { readonly message?: string }): ConnectorError {
    const { message, ...rest } = options;
    return new ConnectorError(this.kind, message ?? this.message, { ...optionsOf(this), ...rest });
  }
}

function optionsOf(error: ConnectorError): ConnectorErrorOptions {
  return {
    code: error.code,
    exhausted: error.exhausted,
    cause: error.cause,
    ...(error.detail !== undefined && { detail: error.detail }),
    ...(error.stream !== undefined && { stream: error.stream }),
    ...(error.status !== undefined && { status: error.status }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error.providerMessage !== undefined && { providerMessage: error.providerMessage }),
  };
}

export const configError = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('config', message, options);

export const protocolError = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('protocol', message, options);

export const transientError = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('transient', message, options);

export const bug = (message: string, options?: ConnectorErrorOptions): ConnectorError =>
  new ConnectorError('bug', message, options);

/**
 * Whatever was thrown, as a ConnectorError. The text of a foreign error is not shown: texts of parsers and HTTP
 * libraries quote the data, headers and URLs that they failed on. Its name, code and frames are enough to find it.
 */
export function asConnectorError(thrown: unknown): ConnectorError {
  if (thrown instanceof ConnectorError) return thrown;
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  return bug('The connector failed in a way it does not know. Please report this with the log of the sync.', {
    detail: `${name}${typeof code === 'string' ? ` ${code}` : ''}`,
    cause: thrown,
  });
}
