const SHORTEST_HOLD_MS = 5000;
/** A wall is tried again after so many round trips at the latest, which costs less than a hundredth in refusals. */
const HOLD_TRIPS = 100;
const LONG_HOLD_MS = 15_000;
const LONGEST_HOLD_MS = 60_000;
/** After so many steps beyond the wall in a row it is forgotten. */
const WINS = 3;

/** Remembers how many requests at once were refused, and lets that be tried one by one, and less and less often. */
export interface RejectionCeiling {
  /** The largest limit up to the wanted one that may be tried now; the present one when none may. */
  allows(now: number, limit: number, wanted: number): number;
  /** So many at once were refused, and soon after that limit was set or not. Returns the limit to go on with. */
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
      ceiling = wins > WINS ? Number.POSITIVE_INFINITY : limit + 1;
      return limit + 1;
    },
    hit(now, at, isSoon, roundTrip) {
      // A probe moved the ceiling up to where it is refused now; that still is the remembered wall.
      const isProbe = wins > 0 && at >= ceiling;
      const longest = Math.min(LONGEST_HOLD_MS, Math.max(LONG_HOLD_MS, HOLD_TRIPS * roundTrip));
      hold = isProbe && isSoon ? Math.min(longest, 2 * hold) : SHORTEST_HOLD_MS;
      holdUntil = now + hold;
      ceiling = Math.max(1, at - 1);
      wins = 0;
      // What was borne for long is nearly right.
      return at <= 3 || isProbe || !isSoon ? at - 1 : Math.floor(at * 0.8);
    },
  };
}
