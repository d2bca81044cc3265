import type { z } from 'zod';
import type { ConnectorError } from '../errors.ts';

/** How a connector reaches its provider. One client is one quota: its requests share pace, gate and concurrency. */
export interface HttpOptions {
  /** How messages name the settings that the client is made of; without them messages are less helpful. */
  readonly settings?: HttpSettings;
  /** Where the API is, without a trailing slash. Paths of requests are appended to it. */
  readonly baseUrl: string;
  /** Sent with every request, credentials that never change included. Never printed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Credentials that have to be got and that end. */
  readonly credentials?: Credentials;
  /** The provider's pace, in requests a second; requests are spread evenly. No pace when absent. */
  readonly requestsPerSecond?: number;
  /** One attempt's whole time, from sending to the last byte of the answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** Says what an unexpected answer means where the provider differs from HTTP's usual sense. */
  readonly classify?: (answer: RawResponse) => ConnectorError | undefined;
  /**
   * Whether an answer has the provider's own form of error. A 4xx without an agreed meaning (418, 460, 499, …) is a refusal of what was
   * sent then; without that form it passes, because gateways give it.
   */
  readonly isProviderError?: (answer: RawResponse) => boolean;
}

/** Settings of a connector by title and key, as messages name them. */
export interface HttpSettings {
  /** The setting with the address of the API, such as `Base URL (base_url)`; `the base URL` by default. */
  readonly baseUrl?: string;
  /** The settings with the credentials, such as `API Key (api_key)`; `the credentials in the settings` by default. */
  readonly credentials?: string;
}

/** Credentials that have to be got and that end; all requests of a client share them. */
export interface Credentials {
  /** The headers that carry them, good for now. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Gets others, because the API answered these very headers with 401. Throws what makes that impossible. */
  renew(refused: Readonly<Record<string, string>>): Promise<void>;
}

/** An answer that was read whole. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface HttpResponse<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly data: T;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Appended to the base URL. Its segments were encoded with `segment()`. */
  readonly path: string;
  /** The path as a template, for messages and logs, where the real path holds ids: `/users/{userId}/data`. */
  readonly route?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes as they are; a list is sent in order with its exact content-length. */
  readonly body?: Uint8Array | readonly Uint8Array[] | string;
  /** Serialised as the body, with its content type. */
  readonly json?: unknown;
  /** The statuses that are success; any 2xx when absent. Everything else throws a classified ConnectorError. */
  readonly expect?: readonly number[];
  /**
   * May be sent again by the client itself after a transient failure, because repeating it changes nothing.
   * `when-refused`: only after a failure that surely changed nothing, because the request was never sent or was refused.
   */
  readonly idempotent?: boolean | 'when-refused';
  readonly timeoutMs?: number;
}

/** Sends requests through the gate. Throws ConnectorError only, never the error of a library. */
export interface Http {
  /** With a schema the answer must be JSON that fits it; else it counts as no answer at all (transient). */
  request<S extends z.ZodType>(
    request: HttpRequest & { readonly reply: S },
  ): Promise<HttpResponse<z.infer<S>>>;
  request(request: HttpRequest): Promise<HttpResponse<string>>;
  /** Closes the sockets. */
  close(): Promise<void>;
}
