/** How a request ended, as far as the number of requests under way is concerned. */
export type RequestOutcome = 'ok' | 'throttled' | 'failed';
export interface EndedRequest {
  /** When the request was sent, on the same time line as `now`. */
  readonly startedAt: number;
  /** The limit when it was sent. */
  readonly limitWhenSent: number;
  readonly outcome: RequestOutcome;
  /** What kind of request it was; durations are only compared within one kind. */
  readonly route?: string | undefined;
  /** The time it was allowed to take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}
