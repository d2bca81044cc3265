import { createCohort } from './cohort.ts';
import { createDurations } from './durations.ts';

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
const HOLD_MS = 5000;
const MAX_HOLD_MS = 60_000;
const LONG_HOLD_MS = 15_000;
const HOLD_TRIPS = 100;
const WINS = 3;
const RECENT = 50;
/** A larger limit is kept if answers become slower by less than this share of what they would in a mere queue. */
const QUEUE_SHARE = 0.7;
const STEP = 1.25;
/** How sure a decision has to be, in standard errors; and how sure that something changed by itself. */
const SURE = 2;
const VERY_SURE = 4;
const MOST_SAMPLES = 256;
const REST_MS = 5000;
const PATIENCE = 8;
const ROUNDS = 4;
const CAP = Number(process.env['CAP'] ?? 45000);
const MINS = Number(process.env['MINS'] ?? 8);
const SOON_TRIPS = 10;
const DROUGHT_MS = 5000;

export function createConcurrencyLimit({ max }: { readonly max: number }): ConcurrencyLimit {
  let limit = Math.min(INITIAL, max);
  let underWay = 0;
  let slowStart = true;
  let ceiling = Number.POSITIVE_INFINITY;
  let hold = HOLD_MS;
  let holdUntil = 0;
  let wins = 0;
  let probedAt = 0;
  let drought: { readonly since: number; readonly limit: number } | undefined;
  let answered = true;
  let lowered = Number.NEGATIVE_INFINITY;
  let roundTrip = 0;
  let share = 0;
  let recent: boolean[] = [];
  let most = 0;

  /** What is known of the limit that is compared with, and what was seen of the one that is tried. */
  let from = limit;
  let known = createDurations();
  let seen = createDurations();
  let cohort = createCohort({ opensAt: 0, size: 1, patienceMs: Number.POSITIVE_INFINITY });
  let triedAt = 0;
  let slowed = 0;
  let slower = 0;
  let stride = STEP;
  const due = { up: 0, down: 0 };

  const sample = (opensAt: number): void => {
    most = underWay;
    cohort = createCohort({ opensAt, size: slowStart ? Math.ceil(limit / 2) : limit, patienceMs: PATIENCE * roundTrip });
  };

  const set = (now: number, to: number): void => {
    if (to < limit) lowered = now;
    limit = Math.min(max, Math.max(1, to));
    seen = createDurations();
    triedAt = now;
    sample(now + (slowStart ? 0 : roundTrip));
  };

  /** Stays at the limit, of which nothing is known. */
  const settle = (now: number, to: number): void => {
    stride = STEP;
    set(now, Math.min(limit, to));
    from = limit;
    known = createDurations();
  };

  /** How large a step has to be for its effect to be seen; undefined while a closer look would show a smaller one. */
  const stretch = (): number | undefined => {
    const visible = Math.exp(2 * SURE * known.since(known).error);
    const wanted = Math.max(stride, (limit + 1) / limit);
    if (known.count < Math.min(MOST_SAMPLES, ROUNDS * limit)) return undefined;
    if (visible <= wanted) return wanted;
    return known.count < MOST_SAMPLES ? undefined : Math.min(2, visible);
  };

  /** Tries another limit if it is time to, and if enough is known of this one to compare. */
  const step = (now: number): void => {
    slowStart &&= limit < Math.min(max, ceiling);
    const size = slowStart ? 2 : stretch();
    if (size === undefined) return;
    const larger = Math.max(limit + 1, Math.round(limit * size));
    if (slower > 0 && limit > 1) {
      const to = Math.max(Math.floor(limit / 2), Math.round(limit * Math.exp(-slower)));
      slower = 0;
      set(now, Math.min(limit - 1, to));
    } else if (now >= due.up && limit < Math.min(max, ceiling)) set(now, Math.min(larger, ceiling));
    else if (now >= due.up && limit < max && now >= holdUntil) probe(now);
    else if (now >= due.down && limit > 1) set(now, Math.min(limit - 1, Math.round(limit / size)));
  };

  /** One more than what was refused. */
  const probe = (now: number): void => {
    if (limit >= ceiling && wins === 0) probedAt = now;
    if (wins >= WINS) {
      ceiling = Number.POSITIVE_INFINITY;
      hold = HOLD_MS;
      wins = 0;
    } else {
      ceiling = limit + 1;
      wins += 1;
    }
    set(now, limit + 1);
  };

  const keep = (now: number): void => {
    const took = now - triedAt;
    if (limit > from) due.down = now + Math.max(REST_MS, 5 * took);
    else due.up = now + REST_MS;
    slower = 0;
    stride = Math.min(2, stride * STEP);
    from = limit;
    known = seen;
    seen = createDurations();
    step(now);
  };

  const goBack = (now: number): void => {
    const took = now - triedAt;
    if (limit > from) due.up = now + Math.max(REST_MS, 2 * took);
    else due.down = now + Math.min(CAP, Math.max(REST_MS, 20 * took));
    stride = STEP;
    set(now, from);
  };

  const judge = (now: number): void => {
    const { by, error } = seen.since(known);
    const queue = Math.log(limit / from);
    if (slowStart) {
      slowed += by;
      if (seen.count < MINS || by - SURE * error < queue / 2) return keep(now);
      slowStart = false;
      due.up = now + REST_MS;
      settle(now, Math.max(Math.ceil(from / 2), Math.round(limit * Math.exp(-slowed))));
      stride = STEP ** 2;
      return;
    }
    const bound = QUEUE_SHARE * queue;
    const isUnsure = Math.abs(by - bound) < SURE * error;
    if (isUnsure && seen.count < Math.min(known.count, MOST_SAMPLES)) return;
    if (by < bound) keep(now);
    else goBack(now);
  };

  const watch = (now: number): void => {
    const { by, error } = seen.since(known);
    if (known.count > 0 && Math.abs(by) > Math.max(Math.log(STEP), VERY_SURE * error)) {
      known = seen;
      seen = createDurations();
      due.up = due.down = now;
      slower = by;
      return;
    }
    known.take(seen);
    seen = createDurations();
    step(now);
  };

  const lower = (now: number, to: number): void => {
    slowStart = false;
    wins = 0;
    settle(now, to);
    due.up = now;
    due.down = Math.max(due.down, now + 2 * REST_MS);
  };

  /** Only what was sent after the last decrease can ask for another, and not within one round trip. */
  const mayLower = (now: number, startedAt: number): boolean =>
    startedAt >= lowered && now - lowered >= roundTrip;

  const restore = (now: number, to: number): void => {
    limit = to;
    settle(now, to);
  };

  const succeeded = (now: number, ended: Ended): void => {
    const trip = now - ended.startedAt;
    if (ended.startedAt >= lowered) answered = true;
    if (drought && answered) {
      if (now - drought.since >= DROUGHT_MS) restore(now, drought.limit);
      drought = undefined;
    }
    const weight = roundTrip === 0 ? 1 : 1 / limit;
    roundTrip += weight * (trip - roundTrip);
    share += weight * ((ended.timeoutMs === undefined ? 0 : trip / ended.timeoutMs) - share);
    if (share > 0.5 && mayLower(now, ended.startedAt)) return lower(now, Math.floor(limit * 0.9));
  };

  const look = (now: number, { startedAt, outcome, route = '' }: Ended): void => {
    const success = outcome === 'ok' ? { route, ms: now - startedAt } : undefined;
    if (!cohort.ended(now, startedAt, success)) return;
    const { durations } = cohort;
    const used = most;
    sample(now);
    if (used < limit) return unused(now, used);
    seen.take(durations);
    if (seen.count === 0) return;
    if (limit === from) watch(now);
    else judge(now);
  };

  /** A limit that is not reached can't be judged. One that nearly is, is as good as what is used of it. */
  const unused = (now: number, used: number): void => {
    seen = createDurations();
    if (limit !== from) goBack(now);
    else if (used * 2 > limit) settle(now, used);
  };

  const throttled = (now: number, ended: Ended): void => {
    if (!mayLower(now, ended.startedAt)) return;
    if (!answered) {
      drought ??= { since: now, limit };
      return lower(now, Math.floor(limit / 2));
    }
    answered = false;
    const at = Math.min(ended.limitWhenSent, limit);
    // A probe moved the ceiling up to where it is refused now; that still is the remembered wall.
    const soon = now - probedAt < SOON_TRIPS * roundTrip;
    hold = at >= ceiling && soon ? Math.min(MAX_HOLD_MS, Math.max(LONG_HOLD_MS, HOLD_TRIPS * roundTrip), 2 * hold) : HOLD_MS;
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
    onStart(now) {
      underWay += 1;
      most = Math.max(most, underWay);
      cohort.started(now);
    },
    onEnd(now, ended) {
      underWay -= 1;
      if (ended.outcome === 'ok') succeeded(now, ended);
      else if (ended.outcome === 'throttled') throttled(now, ended);
      mostFail(now, ended);
      look(now, ended);
    },
    onCancelled() {
      underWay -= 1;
    },
  };
}
