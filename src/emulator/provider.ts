import type { IncomingHttpHeaders } from 'node:http';

/** A request that was read whole. */
export interface EmulatedRequest {
  /** 1 for the first request this emulator received. */
  readonly number: number;
  readonly method: string;
  /** As sent, without the query; percent-encoding kept. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as sent, without its question mark: providers differ in how they read one. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
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

export interface EmulatedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly effect?: Effect;
  /** The connection breaks instead; nothing of this answer is sent. */
  readonly reset?: boolean;
}

/** The stateful part of an emulator. Handling is synchronous, so that a request's effect is never half visible. */
export interface Provider {
  readonly name: string;
  /** The rows that a user of the provider can see now. */
  readonly stored: number;
  /** Applies the request's effect and says what the provider would answer. */
  handle(request: EmulatedRequest): EmulatedResponse;
  /** As `handle`, but the provider breaks down after the first `rows` rows of the request. */
  handlePartially(request: EmulatedRequest, rows: number): EmulatedResponse;
}

export const jsonResponse = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): EmulatedResponse => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
