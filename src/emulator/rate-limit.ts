/** A rate limit of a provider. */
export interface RateLimit {
  /** 0 when a request at this moment (monotonic milliseconds) may pass, and takes its place; else the wait in ms. */
  take(at: number): number;
}

/** Requests that a provider admits. */
export interface Quota {
  /** Requests per second in the long run. */
  readonly requestsPerSecond: number;
  /** Requests that may come at once; those of a second by default. */
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
