const SHORTEST_HOLD_MS = 5000;
/** Round trips after which the ceiling is tried again at the latest; costs less than a hundredth of requests in rejections. */
const HOLD_TRIPS = 100;
const LONG_HOLD_MS = 15_000;
const LONGEST_HOLD_MS = 60_000;
/** Steps beyond the ceiling in a row after which it is forgotten. */
const FORGOTTEN_AFTER = 3;

/**
 * Remembers the concurrency at which requests were rejected. Allows it to be tried again one step at a time, less and less often.
 */
export interface RejectionCeiling {
  /** Returns the largest limit up to the wanted one that may be tried now; the current one if none may. */
  allows(now: number, limit: number, wanted: number): number;
  /** Records a rejection at the concurrency `at`; `isSoon` if that limit was set shortly before. Returns the new limit. */
  hit(now: number, at: number, isSoon: boolean, roundTrip: number): number;
}

export function createRejectionCeiling(): RejectionCeiling {
  let ceiling = Number.POSITIVE_INFINITY;
  let hold = SHORTEST_HOLD_MS;
  let holdUntil = 0;
  let wins = 0;
  return {
    allows(now, limit, wanted) {
      if (limit < ceiling) return Math.min(wanted, ceiling);
      if (now < holdUntil) return limit;
      wins += 1;
      ceiling = wins > FORGOTTEN_AFTER ? Number.POSITIVE_INFINITY : limit + 1;
      return limit + 1;
    },
    hit(now, at, isSoon, roundTrip) {
      // A probe raised the ceiling to the rejected limit; that is still the remembered ceiling.
      const isProbe = wins > 0 && at >= ceiling;
      const longest = Math.min(LONGEST_HOLD_MS, Math.max(LONG_HOLD_MS, HOLD_TRIPS * roundTrip));
      hold = isProbe && isSoon ? Math.min(longest, 2 * hold) : SHORTEST_HOLD_MS;
      holdUntil = now + hold;
      ceiling = Math.max(1, at - 1);
      wins = 0;
      // A limit that worked for long is nearly right.
      return isProbe || !isSoon ? at - 1 : Math.floor(at * 0.8);
    },
  };
}
