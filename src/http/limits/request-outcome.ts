/** Outcome of a request that affects the concurrency limit. */
export type RequestOutcome = 'ok' | 'throttled' | 'failed';
export interface EndedRequest {
  /** Time when the request was sent, by the clock of `now`. */
  readonly startedAt: number;
  /** The concurrency limit when it was sent. */
  readonly limitWhenSent: number;
  readonly outcome: RequestOutcome;
  /** Kind of the request; latencies are compared within one kind only. */
  readonly route?: string | undefined;
  /** Time limit of the request, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}
