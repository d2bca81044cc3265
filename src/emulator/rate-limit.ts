/** A rate limit of a provider. */
export interface RateLimit {
  /** Returns 0 and counts the request when it may pass at this time (monotonic milliseconds); else the wait in milliseconds. */
  take(at: number): number;
}

/** Requests that a provider admits. */
export interface Quota {
  /** Requests per second on average. */
  readonly requestsPerSecond: number;
  /** Requests that may arrive at once; those of one second by default. */
  readonly burst?: number | undefined;
}

/**
 * Returns a token bucket that holds `burst` requests and refills evenly.
 *
 * @example
 * const limit = rateLimit({ requestsPerSecond: 10 });
 * const waitMs = limit.take(request.at);
 * if (waitMs > 0) return jsonResponse(429, {}, { 'retry-after': String(Math.ceil(waitMs / 1000)) });
 */
export function rateLimit({ requestsPerSecond: perSecond, burst = Math.ceil(perSecond) }: Quota): RateLimit {
  let tokens = burst;
  let filledAt = 0;
  return {
    take(at) {
      tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (tokens < 1) return ((1 - tokens) / perSecond) * 1000;
      tokens--;
      return 0;
    },
  };
}
