export interface RateLimit {
  /** 0 when a request at this moment (monotonic milliseconds) may pass, and takes its place; else the wait in ms. */
  take(at: number): number;
}

interface Quota {
  readonly requestsPerSecond: number;
  readonly burst?: number | undefined;
}

/** A bucket that holds `burst` requests (a second's worth by default) and refills evenly. */
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
