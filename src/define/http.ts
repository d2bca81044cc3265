import type { z } from 'zod';
import type { ConnectorError } from '../errors.ts';

/**
 * Options of a client of one API. Requests of one client share its pace, its concurrency, the provider's `Retry-After` and
 * its circuit breaker. Concurrency adapts to the provider, up to `Destination.maxConcurrency`.
 *
 * @example
 * const http = context.http({
 *   baseUrl: config.base_url,
 *   headers: { authorization: `Bearer ${config.api_key}` },
 *   settings: { baseUrl: 'Base URL (base_url)', credentials: 'API Key (api_key)' },
 * });
 */
export interface HttpOptions {
  /** How messages name the settings of the connector that the client uses, such as `Base URL (base_url)`. */
  readonly settings?: HttpSettings;
  /**
   * Address of the API, with or without a path; a slash at its end is ignored. `https`, or `http` for exactly `localhost` and
   * `127.0.0.1`; no user, query or fragment. An unusable address throws a `config` error (`ERR_BASE_URL`).
   */
  readonly baseUrl: string;
  /**
   * Sent with every request; constant credentials belong here. They are not logged. `user-agent` is
   * `airbyte-<connector>/<version>` by default.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Credentials that are fetched and expire. For tokens use `tokenCredentials`. */
  readonly credentials?: Credentials;
  /** Pace: requests per second, evenly spaced; unused time is not saved up. No pace when absent. */
  readonly requestsPerSecond?: number;
  /**
   * Milliseconds of one attempt, from sending to the last byte of the response; 60,000 by default. `check` allows 25,000 at
   * most.
   */
  readonly timeoutMs?: number;
  /**
   * Classifies a response whose status is not a success, where the provider differs from the usual meaning of the status.
   * Return undefined for the usual meaning. Members that the error lacks (`detail`, `status`, `retryAfterMs`,
   * `providerMessage`) are filled in from the response.
   *
   * @example
   * classify: ({ status, text }) =>
   *   status === 403 && text.includes('quota') ? new ConnectorError('rate_limit', 'The daily quota is used up.') : undefined
   */
  readonly classify?: (response: RawResponse) => ConnectorError | undefined;
  /**
   * Returns whether the body is an error in the provider's own form. It decides about a 4xx without a standard meaning (418,
   * 460, 499, …): with `true` what was sent is rejected; else the error is transient, because gateways send such statuses.
   */
  readonly isProviderError?: (response: RawResponse) => boolean;
}

/** Settings of a connector by title and key, as messages name them. */
export interface HttpSettings {
  /** The setting with the address of the API, such as `Base URL (base_url)`; `the base URL` by default. */
  readonly baseUrl?: string;
  /** The settings with the credentials, such as `API Key (api_key)`; `the credentials in the settings` by default. */
  readonly credentials?: string;
}

/**
 * Credentials that are fetched and expire. All requests of a client share them. `tokenCredentials` makes them from tokens;
 * implement this interface for other schemes.
 */
export interface Credentials {
  /** Returns the headers that carry valid credentials; fetches them if necessary. Called for each attempt. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /**
   * Replaces credentials that the API rejected with 401. `rejected` are the headers of that request: does nothing if they
   * were replaced in the meantime. Throws if there are no new credentials. The request is then sent again, up to three times
   * (four once the credentials have worked).
   */
  renew(rejected: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Resolves when no renewal is in flight; rejects if new credentials could not be published. A command that ends waits for it
   * for 5 seconds at most, since the provider may already have replaced what is renewed, and logs a rejection.
   */
  idle?(): Promise<void>;
}

/** A response with its body as text. */
export interface RawResponse {
  /** HTTP status, 200 to 599. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Up to 1 MiB of the body, with secrets masked; up to 16 MiB, unchanged, for a success. */
  readonly text: string;
}

/** A successful response. */
export interface HttpResponse<T> {
  /** HTTP status: one of `HttpRequest.expect`. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body in the shape of `responseSchema`; its text without a schema. */
  readonly data: T;
}

/**
 * One request. The client repeats it after a rate limit or a transient error only if it is `idempotent`. In `deliver` such an
 * error repeats the whole batch, so any request of it may be sent again.
 *
 * @example
 * await http.request({
 *   method: 'DELETE',
 *   path: `/users/${pathSegment(id)}`,
 *   route: '/users/{id}',
 *   expect: [204, 404],
 *   idempotent: true,
 * });
 */
export interface HttpRequest {
  /** HTTP method. It does not decide about repetitions; `idempotent` does. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * Path below the base URL: empty, or with a leading slash; another one throws `ERR_REQUEST_PATH`. Encode variable segments with
   * `pathSegment`.
   */
  readonly path: string;
  /** The path as a template, for logs, errors and the comparison of latencies: `/users/{userId}/data`. `path` when absent. */
  readonly route?: string;
  /** Query parameters, which are encoded here. Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Added to the client's headers; an equal name replaces the client's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body: bytes, a list of chunks in order (such as `batch.body()`), or text. Set the `content-type` in `headers`. */
  readonly body?: Uint8Array | readonly Uint8Array[] | string;
  /** Body as a value: sent as JSON with its content type. Use it in place of `body`. */
  readonly json?: unknown;
  /**
   * Body as the fields of a form: sent as `application/x-www-form-urlencoded`, which is what OAuth 2.0 (RFC 6749) requires of a
   * token request. Undefined values are left out. Use it in place of `body`.
   */
  readonly form?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Statuses of success; 200 to 299 when absent. Any other status throws. */
  readonly expect?: readonly number[];
  /**
   * Repeats the request after a rate limit or a transient error, for 15 minutes after the first failure (35 seconds in
   * `check`); `false` by default. `true`: a repetition has no further effect, so all such failures are repeated.
   * `'when-rejected'`: only failures that certainly had no effect are repeated: the request was never sent, or the provider
   * rejected it.
   */
  readonly idempotent?: boolean | 'when-rejected';
  /**
   * Whether the request may contain records; `true` by default. With `false` a rejection as invalid cannot be about a record: it
   * throws a `config` error with the code `ERR_CONTROL_REQUEST_REJECTED`. Unless it is an error in the provider's own form
   * (`HttpOptions.isProviderError`), the request is repeated once before.
   */
  readonly carriesRecords?: boolean;
  /** Milliseconds of one attempt; the client's `timeoutMs` when absent. */
  readonly timeoutMs?: number;
  /**
   * Largest body of a success, in bytes; 16 MiB by default. A larger one is an error (`ERR_UNREADABLE_RESPONSE`), because it
   * would be held in memory. For files of the provider.
   */
  readonly maxResponseBytes?: number;
}

/**
 * Client of one API, opened by `Context.http`.
 *
 * @example
 * const { data } = await http.request({
 *   method: 'POST',
 *   path: `/users/${pathSegment(userId)}/events`,
 *   route: '/users/{userId}/events',
 *   body: batch.body(),
 *   headers: { 'content-type': 'application/json' },
 *   idempotent: true,
 *   responseSchema: z.object({ accepted: z.number() }),
 * });
 */
export interface Http {
  /**
   * Sends a request and reads the whole response. Waits for the pace, a free place among concurrent requests, the end of a
   * `Retry-After` and the circuit breaker. Redirects are not followed.
   *
   * With `responseSchema`, the response has to be JSON that fits the schema; otherwise the error is transient
   * (`ERR_UNREADABLE_RESPONSE`).
   *
   * Throws a `ConnectorError`, or the reason of `Context.signal` after it aborted. `isOutcomeUnknown(error)` is true if the
   * provider may have applied the failed request.
   */
  request<S extends z.ZodType>(
    request: HttpRequest & {
      /** Schema of the response. */
      readonly responseSchema: S;
    },
  ): Promise<HttpResponse<z.infer<S>>>;
  /** Sends a request without a schema of the response: `data` is the text of the body. Otherwise as with `responseSchema`. */
  request(request: HttpRequest): Promise<HttpResponse<string>>;
  /** Closes the connections; pending requests fail. The CDK calls it when the command ends. */
  close(): Promise<void>;
}
