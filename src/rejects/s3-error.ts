import { ConnectorError, type ErrorKind, transientError } from '../errors.ts';
import { deadlineError, networkError } from '../http/errors/network-error.ts';
import type { SetupPatience } from '../http/errors/setup-patience.ts';
import { ENDPOINT, hostOf, type S3Storage } from './s3-storage.ts';

const BUCKET = 'Bucket Name (object_storage_config.s3_bucket_name)';
const REGION = 'Bucket Region (object_storage_config.s3_bucket_region)';
const ACCESS_KEY = 'Access Key ID (object_storage_config.access_key_id)';
const SECRET_KEY = 'Secret Access Key (object_storage_config.secret_access_key)';

/** Error codes of S3 that require a change of the settings, with the advice. */
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: `The bucket does not exist: check ${BUCKET}, ${REGION} and ${ENDPOINT}.`,
  AccessDenied: 'The credentials may not write there: allow s3:PutObject, and s3:DeleteObject for the check.',
  InvalidAccessKeyId: `${ACCESS_KEY} does not exist: check it.`,
  SignatureDoesNotMatch: `${SECRET_KEY} does not belong to ${ACCESS_KEY}: check both.`,
  PermanentRedirect: `The bucket is in another region: check ${REGION}.`,
  AuthorizationHeaderMalformed: `The bucket is in another region: check ${REGION}.`,
  CredentialsProviderError: `There are no credentials: enter ${ACCESS_KEY} and ${SECRET_KEY}, or provide them in the environment of the connector.`,
};

/** Responses below 500 that a repetition may cure. After a clock skew the client corrects its time. */
const MOMENTARY: ReadonlySet<unknown> = new Set([
  ...[408, 409, 425, 429],
  ...['BadDigest', 'IncompleteBody', 'RequestTimeout', 'RequestTimeTooSkewed', 'SlowDown'],
]);

/** The parts of an error of the S3 client that are used. Its text may repeat keys. */
interface Thrown {
  readonly name?: string;
  /** Code of Node, if the request failed on the network. */
  readonly code?: string;
  readonly syscall?: string;
  /** Code of S3, if the response has its form. */
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Where an attempt was made: its storage, its time limit in milliseconds, and what is known of the storage. */
export interface S3Attempt {
  readonly storage: S3Storage;
  readonly timeoutMs: number;
  readonly patience: SetupPatience;
}

/**
 * Creates the error of a failed attempt to write to the bucket: what happened, the setting and the remedy. It is retryable if a
 * repetition may succeed. Texts of SDK errors may repeat keys and hosts, so only their codes are shown.
 */
export function s3Error(thrown: unknown, attempt: S3Attempt): ConnectorError {
  const { name = 'unknown error', code, Code, $metadata } = (thrown ?? {}) as Thrown;
  const status = $metadata?.httpStatusCode;
  const { s3_bucket_name, s3_endpoint } = attempt.storage;
  const where = `the bucket ${s3_bucket_name}${s3_endpoint ? ` at ${hostOf(attempt.storage)}` : ''}`;
  if (status !== undefined) attempt.patience.noteResponse();
  if (thrown instanceof ConnectorError)
    return thrown.with({
      message: messageOf(where, undefined, thrown.message),
      code: 'ERR_REJECTS_NOT_KEPT',
    });
  const make = (kind: ErrorKind, reason: string, exhausted: boolean): ConnectorError => {
    const label = code ?? (status === undefined || Code !== undefined ? name : `status ${status}`);
    return new ConnectorError(kind, messageOf(where, label, reason), {
      code: 'ERR_REJECTS_NOT_KEPT',
      cause: thrown,
      exhausted,
    });
  };
  const advice = ADVICE[name];
  if (advice !== undefined) return make('config', advice, false);
  if (isOfNetwork(thrown)) {
    const { kind, message } = attempt.patience.judge(failureOf(thrown, attempt));
    return make(kind, message, false);
  }
  if (status !== undefined && (status >= 500 || MOMENTARY.has(status) || MOMENTARY.has(name)))
    return make(
      'transient',
      'The storage failed: try again later, and ask its operator if it continues.',
      false,
    );
  return status === undefined
    ? make('transient', 'The storage or the network failed: try again later.', true)
    : make(
        'transient',
        `The storage rejected the request: check ${ENDPOINT}, ${BUCKET} and ${REGION}.`,
        true,
      );
}

/**
 * Creates the error of a success response without an ETag. Every storage with S3's protocol returns the ETag of a written
 * object, so the response is one of a server in between, such as the page of a proxy. `s3Error` adds the bucket to its message.
 */
export const noEtagError = (): ConnectorError =>
  transientError(
    `The response to the write has no ETag, so it is not from a storage with S3's protocol, and nothing counts as written. Check ${ENDPOINT}, and proxies between the connector and the storage.`,
  );

const messageOf = (where: string, label: string | undefined, reason: string): string =>
  `Rejected records cannot be written to ${where}${label === undefined ? '' : ` (${label})`}. ${reason}`;

/** Node's errors of an invalid request have codes too, and are `TypeError`s. */
const isOfNetwork = (thrown: unknown): thrown is Error & Thrown =>
  thrown instanceof Error &&
  !(thrown instanceof TypeError) &&
  ((thrown as Thrown).code !== undefined || thrown.name === 'TimeoutError');

/** Describes a failure of the network as one on the way to the API of a provider. */
function failureOf(thrown: Error & Thrown, { storage, timeoutMs }: S3Attempt): ConnectorError {
  const baseUrl = storage.s3_endpoint ? ENDPOINT : REGION;
  const where = {
    method: 'PUT',
    route: 'an object',
    host: hostOf(storage),
    timeoutMs,
    settings: { baseUrl },
  };
  const progress = { sent: true, hadResponse: false };
  // The client's own time limits: the one for a connection has no code, the one for a request has one of Node.
  if (thrown.code === undefined)
    return networkError(Object.assign(new Error(), { code: 'ETIMEDOUT' }), where, progress);
  return thrown.code === 'ETIMEDOUT' && thrown.syscall === undefined
    ? deadlineError(where, progress)
    : networkError(thrown, where, progress);
}
