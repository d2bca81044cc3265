import type { IncomingHttpHeaders } from 'node:http';

/** A request that was read completely. */
export interface EmulatedRequest {
  /** 1 for the first request this emulator received. */
  readonly number: number;
  /** HTTP method in upper case. */
  readonly method: string;
  /** As sent, without the query; percent-encoding kept. */
  readonly path: string;
  /** Query parameters, decoded. */
  readonly query: URLSearchParams;
  /** The query as sent, without its question mark: providers differ in how they read one. */
  readonly search: string;
  /** Headers with names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The whole body; empty without one. */
  readonly body: Buffer;
  /** Time at which it is handled, on the clock's monotonic scale, in milliseconds. */
  readonly at: number;
  /** The same time in milliseconds since 1970. */
  readonly wallAt: number;
}

/** Change that a request made at the provider: the ground truth that tests compare with a connector's claims. */
export interface Effect {
  /** One word: `stored`, `validated`, `created`. */
  readonly what: string;
  /** Number of rows (records, statements, events) that it changed. */
  readonly rows: number;
}

/** Response of a provider, and the change that the request made. */
export interface EmulatedResponse {
  /** HTTP status. */
  readonly status: number;
  /** Headers; none by default. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body; empty by default. */
  readonly body?: string | Uint8Array;
  /** Change that the request made at the provider; none by default. */
  readonly effect?: Effect;
  /** The connection breaks instead; nothing of this response is sent. */
  readonly reset?: boolean;
}

/**
 * The stateful part of an emulator. Handling is synchronous, so that the effect of a request is never partly visible.
 *
 * @example
 * function notes(): EmulatedProvider {
 *   const stored: string[] = [];
 *   const store = (texts: readonly string[]): EmulatedResponse => {
 *     stored.push(...texts);
 *     return { ...jsonResponse(201, {}), effect: { what: 'stored', rows: texts.length } };
 *   };
 *   const rows = ({ body }: EmulatedRequest) => elementTexts(body.toString());
 *   return {
 *     name: 'notes',
 *     get stored() {
 *       return stored.length;
 *     },
 *     handle: (request) => store(rows(request)),
 *     handlePartially: (request, count) => store(rows(request).slice(0, count)),
 *   };
 * }
 */
export interface EmulatedProvider {
  /** Name of the provider, for logs. */
  readonly name: string;
  /** The rows that a user of the provider can see now. */
  readonly stored: number;
  /** Applies the request's effect and returns the response. */
  handle(request: EmulatedRequest): EmulatedResponse;
  /** As `handle`, but the provider fails after the first `rows` rows of the request. */
  handlePartially(request: EmulatedRequest, rows: number): EmulatedResponse;
}

/**
 * Returns a response with a JSON body and its content type.
 *
 * @example
 * return jsonResponse(422, { message: 'email is missing' });
 */
export const jsonResponse = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): EmulatedResponse => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
