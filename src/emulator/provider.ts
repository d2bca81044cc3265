import type { IncomingHttpHeaders } from 'node:http';

/** A request that was read whole. */
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
  /** When it is handled, on the clock's monotonic scale, in milliseconds. */
  readonly at: number;
  /** The same moment in milliseconds since 1970. */
  readonly wallAt: number;
}

/** What a request changed at the provider: the ground truth that tests compare a connector's claims with. */
export interface Effect {
  /** One word: `stored`, `validated`, `created`. */
  readonly what: string;
  /** How many rows (records, statements, events) it changed. */
  readonly rows: number;
}

/** The response of a provider, and what the request changed. */
export interface EmulatedResponse {
  /** HTTP status. */
  readonly status: number;
  /** Headers; none by default. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body; empty by default. */
  readonly body?: string | Uint8Array;
  /** What the request changed at the provider; nothing by default. */
  readonly effect?: Effect;
  /** The connection breaks instead; nothing of this answer is sent. */
  readonly reset?: boolean;
}

/**
 * The stateful part of an emulator. Handling is synchronous, so that a request's effect is never half visible.
 *
 * @example
 * function notes(): Provider {
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
export interface Provider {
  /** Name of the provider, for logs. */
  readonly name: string;
  /** The rows that a user of the provider can see now. */
  readonly stored: number;
  /** Applies the request's effect and says what the provider would answer. */
  handle(request: EmulatedRequest): EmulatedResponse;
  /** As `handle`, but the provider breaks down after the first `rows` rows of the request. */
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
