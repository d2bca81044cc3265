/** How a request ended, as far as the number of requests under way is concerned. */
export type Outcome = 'ok' | 'throttled' | 'failed';

export interface Ended {
  /** When the request was sent, on the same time line as `now`. */
  readonly startedAt: number;
  /** The limit when it was sent. */
  readonly limitWhenSent: number;
  readonly outcome: Outcome;
  /** What kind of request it was; durations are only compared within one kind. */
  readonly route?: string | undefined;
  /** The time it was allowed to take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** Finds how many requests at once a provider bears. It reads no clock: times, in milliseconds, are passed in. */
export interface ConcurrencyLimit {
  /** How many requests may be under way now; from 1 to the maximum. */
  readonly limit: number;
  onStart(now: number): void;
  onEnd(now: number, ended: Ended): void;
  /** A request that ended without saying anything about the provider. */
  onCancelled(): void;
}

const INITIAL = 2;
const HOLD_MS = 10_000;
const MAX_HOLD_MS = 60_000;
const WINS = 3;
const RECENT = 50;
/** Growth stops when answers take this many times as long as they once did. */
const SLOWER = 3;

/**
 * Loss decides, not latency: a refusal for the rate lowers the limit and marks a ceiling, and above the ceiling there
 * is only one careful step per hold, each refused step doubling the hold. Other failures say nothing about
 * concurrency unless most requests fail. Growth happens once per round trip, and only where the limit was reached.
 */
export function createConcurrencyLimit({ max }: { readonly max: number }): ConcurrencyLimit {
  let limit = Math.min(INITIAL, max);
  let underWay = 0;
  let slowStart = true;
  let ceiling = Number.POSITIVE_INFINITY;
  let hold = HOLD_MS;
  let holdUntil = 0;
  let wins = 0;
  let lowered = Number.NEGATIVE_INFINITY;
  let roundTrip = 0;
  let recent: boolean[] = [];
  const quickest = createQuickest();

  let windowEnds = Number.NEGATIVE_INFINITY;
  let reached = false;
  let lost = false;
  let answers = 0;
  let sumTrip = 0;
  let sumSlower = 0;
  let sumShare = 0;

  const lower = (now: number, to: number): void => {
    limit = Math.max(1, Math.min(limit, to));
    lowered = now;
    slowStart = false;
    wins = 0;
  };

  const grow = (now: number): void => {
    if (limit < ceiling) {
      limit = Math.min(slowStart ? limit * 2 : limit + 1, max, ceiling);
      return;
    }
    if (now < holdUntil || limit >= max) return;
    if (wins >= WINS) {
      ceiling = Number.POSITIVE_INFINITY;
      hold = HOLD_MS;
      wins = 0;
    } else {
      ceiling = limit + 1;
      wins += 1;
    }
    limit += 1;
  };

  const closeWindow = (now: number): void => {
    roundTrip = sumTrip / answers;
    if (!lost && sumShare / answers > 0.5) lower(now, Math.floor(limit * 0.9));
    else if (reached && !lost && sumSlower / answers <= SLOWER) grow(now);
    windowEnds = now + roundTrip;
    reached = underWay >= limit;
    lost = false;
    answers = sumTrip = sumSlower = sumShare = 0;
  };

  const succeeded = (now: number, ended: Ended): void => {
    const trip = now - ended.startedAt;
    answers += 1;
    sumTrip += trip;
    sumSlower += trip / quickest(ended.route ?? '', trip, now);
    sumShare += ended.timeoutMs === undefined ? 0 : trip / ended.timeoutMs;
    if (now >= windowEnds) closeWindow(now);
  };

  /** Only what was sent after the last decrease can ask for another, and not within one round trip. */
  const mayLower = (now: number, startedAt: number): boolean =>
    startedAt >= lowered && now - lowered >= roundTrip;

  const throttled = (now: number, ended: Ended): void => {
    lost = true;
    if (!mayLower(now, ended.startedAt)) return;
    const at = Math.min(ended.limitWhenSent, limit);
    // A probe moved the ceiling up to where it is refused now; that still is the remembered wall.
    hold = at >= ceiling ? Math.min(MAX_HOLD_MS, 2 * hold) : HOLD_MS;
    ceiling = Math.max(1, at - 1);
    holdUntil = now + hold;
    lower(now, at <= 3 ? at - 1 : Math.floor(at * 0.8));
  };

  const mostFail = (now: number, ended: Ended): void => {
    recent.push(ended.outcome === 'failed');
    if (recent.length > RECENT) recent.shift();
    if (ended.outcome !== 'failed' || recent.length < RECENT || !mayLower(now, ended.startedAt)) return;
    if (recent.filter(Boolean).length * 2 <= RECENT) return;
    recent = [];
    lower(now, Math.floor(limit * 0.8));
  };

  return {
    get limit() {
      return limit;
    },
    onStart() {
      underWay += 1;
      if (underWay >= limit) reached = true;
    },
    onEnd(now, ended) {
      underWay -= 1;
      if (ended.outcome === 'ok') succeeded(now, ended);
      else if (ended.outcome === 'throttled') throttled(now, ended);
      mostFail(now, ended);
    },
    onCancelled() {
      underWay -= 1;
    },
  };
}

const ROUTES = 64;
const AGE_MS = 60_000;

/** The quickest answer of the last one to two minutes, route by route, in constant space. Never 0. */
function createQuickest(): (route: string, trip: number, now: number) => number {
  const routes = new Map<string, { since: number; least: number; before: number }>();
  return (name, trip, now) => {
    const route = routes.has(name) || routes.size < ROUTES ? name : '';
    let entry = routes.get(route);
    if (entry === undefined) {
      entry = { since: now, least: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };
      routes.set(route, entry);
    }
    if (now - entry.since >= AGE_MS) {
      entry.before = entry.least;
      entry.least = Number.POSITIVE_INFINITY;
      entry.since = now;
    }
    entry.least = Math.min(entry.least, Math.max(trip, 1e-3));
    return Math.min(entry.least, entry.before);
  };
}
