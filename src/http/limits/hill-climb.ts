import { LatencySamples } from './latency-samples.ts';
import type { EndedRequest } from './request-outcome.ts';
import { createSampleWindow } from './sample-window.ts';

const INITIAL = 2;
const STEP = 1.25;
const LARGEST_STEP = 2;
/** If requests queue, latency grows in proportion to the limit. A growth of more than this share of that counts as a queue. */
const QUEUE_SHARE = 0.7;
const QUEUE_SHARE_AT_FIRST = 0.5;
/** Standard errors for accepting a trial step (SURE), and for declaring a change without a step (VERY_SURE). */
const SURE = 2;
const VERY_SURE = 4;
/** Round trips for which a limit is measured before another is tried (ROUNDS), or responses that are enough (ENOUGH). */
const ROUNDS = 4;
const ENOUGH = 256;
/** Pause after a trial, also as a multiple of its duration: a larger limit costs latency, a smaller one throughput. */
const REST_MS = 5000;
const REST_AFTER = { up: 2, down: 20, kept: 5 };
/** Share of a limit that must be used for its measurement to count. */
const REACHED = 0.9;
/** Mean durations for which the last requests of a sample are awaited, so that one that hangs does not stop the search. */
const AWAITED_DURATIONS = 8;

/** Finds the limit from which requests queue at the provider. Times are milliseconds of a monotonic clock. */
export interface HillClimb {
  readonly limit: number;
  /** Time when the limit was last set, and last lowered, here or by `moveTo`. */
  readonly setAt: number;
  readonly loweredAt: number;
  /** Current latency, in milliseconds. */
  readonly roundTrip: number;
  onStart(now: number): void;
  onEnd(now: number, ended: EndedRequest): void;
  onCancelled(): void;
  /** Continues from another limit, without measurements. */
  moveTo(now: number, to: number): void;
}

export interface HillClimbOptions {
  readonly max: number;
  /** Returns the largest limit up to the wanted one that may be tried now. */
  readonly allows: (now: number, limit: number, wanted: number) => number;
}

/**
 * Searches the smallest limit with the largest throughput: tries a larger or smaller one, waits for a fair sample
 * of responses, and compares latencies. While the provider has free workers, latency is the same
 * at any limit; if requests queue, it grows with the limit. The limit doubles at first.
 */
export function createHillClimb({ max, allows }: HillClimbOptions): HillClimb {
  let limit = Math.min(INITIAL, max);
  let loweredAt = Number.NEGATIVE_INFINITY;
  let roundTrip = 0;
  let underWay = 0;
  let doubles = true;

  /** The limit to compare with, and its measurements. Differs from `limit` while another is tried. */
  let base = limit;
  let known = new LatencySamples();
  let setAt = 0;
  let seen = new LatencySamples();
  let sampleWindow = createSampleWindow({ opensAt: 0, size: 1, patienceMs: Number.POSITIVE_INFINITY });
  let most = 0;

  /** Growth of latency since the doubling began, as a logarithm. */
  let slowed = 0;
  let stride = STEP;
  let heading: 'up' | 'down' = 'up';
  const due = { up: 0, down: 0 };

  const sample = (opensAt: number): void => {
    most = underWay;
    const size = doubles ? Math.ceil(limit / 2) : limit;
    sampleWindow = createSampleWindow({ opensAt, size, patienceMs: AWAITED_DURATIONS * roundTrip });
  };

  const set = (now: number, to: number): void => {
    if (to < limit) loweredAt = now;
    limit = Math.min(max, Math.max(1, to));
    setAt = now;
    seen = new LatencySamples();
    sample(now + (doubles ? 0 : roundTrip));
  };

  /** Continues from a limit without measurements. */
  const settle = (now: number, to: number): void => {
    doubles = false;
    stride = STEP;
    set(now, to);
    base = limit;
    known = new LatencySamples();
  };

  /**
   * Returns the step size, of at least one request, whose effect is measurable; undefined while more measurements would allow a
   * smaller one.
   */
  const reach = (): number | undefined => {
    if (doubles) return LARGEST_STEP;
    if (known.count < Math.min(ENOUGH, ROUNDS * limit)) return undefined;
    const visible = Math.exp(2 * SURE * known.since(known).error);
    const wanted = Math.max(stride, (limit + 1) / limit);
    if (visible <= wanted) return wanted;
    return known.count < ENOUGH ? undefined : Math.min(LARGEST_STEP, visible);
  };

  const stepUp = (now: number, by: number): boolean => {
    if (now < due.up || limit >= max) return false;
    const to = allows(now, limit, Math.round(limit * by));
    if (to <= limit) return false;
    set(now, to);
    return true;
  };

  const stepDown = (now: number, by: number): boolean => {
    if (now < due.down || limit === 1) return false;
    set(now, Math.round(limit / by));
    return true;
  };

  /** Tries another limit if one is due. */
  const step = (now: number): void => {
    const by = reach();
    if (by === undefined) return;
    if (doubles && stepUp(now, by)) return;
    doubles = false;
    if (heading === 'up') stepUp(now, by) || stepDown(now, by);
    else stepDown(now, by) || stepUp(now, by);
  };

  /** Makes the tried limit the one to compare with. */
  const keep = (now: number): void => {
    if (limit > base) due.down = now + Math.max(REST_MS, REST_AFTER.kept * (now - setAt));
    else due.up = now + REST_MS;
    stride = Math.min(LARGEST_STEP, stride * STEP);
    base = limit;
    known = seen;
    seen = new LatencySamples();
    step(now);
  };

  const goBack = (now: number): void => {
    const tried = limit > base ? 'up' : 'down';
    due[tried] = now + Math.max(REST_MS, REST_AFTER[tried] * (now - setAt));
    stride = STEP;
    heading = tried === 'up' ? 'down' : 'up';
    set(now, base);
  };

  /** Returns to the limit without a queue, if the growth of latency comes from queueing alone. */
  const endDoubling = (now: number): void => {
    settle(now, Math.max(Math.ceil(base / 2), Math.round(limit * Math.exp(-slowed))));
    stride = STEP ** 2;
    heading = 'down';
  };

  /** Compares the tried limit with the previous one, as soon as the difference is significant. */
  const judge = (now: number): void => {
    const { by, error } = seen.since(known);
    const queue = Math.log(limit / base);
    if (doubles) {
      slowed += by;
      return by - SURE * error < QUEUE_SHARE_AT_FIRST * queue ? keep(now) : endDoubling(now);
    }
    const bound = QUEUE_SHARE * queue;
    const isUnsure = Math.abs(by - bound) < SURE * error;
    if (isUnsure && seen.count < Math.min(known.count, ENOUGH)) return;
    if (by < bound) keep(now);
    else goBack(now);
  };

  /**
   * Adds a sample to the measurements of the limit. If latency changed without a step, discards them and steps in the direction
   * of the change.
   */
  const watch = (now: number): void => {
    const { by, error } = seen.since(known);
    if (Math.abs(by) > Math.max(Math.log(STEP), VERY_SURE * error)) {
      known = seen;
      stride = Math.min(LARGEST_STEP, Math.exp(Math.abs(by)));
      heading = by > 0 ? 'down' : 'up';
      due.up = due.down = now;
    } else known.take(seen);
    seen = new LatencySamples();
    step(now);
  };

  /**
   * A limit that is not reached can't be measured. One that is nearly reached is replaced by the used part; but a sync that
   * has just begun may soon have more to send.
   */
  const unused = (now: number, used: number): void => {
    seen = new LatencySamples();
    if (doubles && now - setAt < REST_MS) return;
    if (limit > base && used <= base) goBack(now);
    else if (used * 2 > limit) settle(now, used);
  };

  return {
    get limit() {
      return limit;
    },
    get setAt() {
      return setAt;
    },
    get loweredAt() {
      return loweredAt;
    },
    get roundTrip() {
      return roundTrip;
    },
    onStart(now) {
      underWay += 1;
      most = Math.max(most, underWay);
      sampleWindow.started(now);
    },
    onEnd(now, { startedAt, outcome, route = '' }) {
      underWay -= 1;
      const ms = now - startedAt;
      if (outcome === 'ok') roundTrip += (roundTrip === 0 ? 1 : 1 / limit) * (ms - roundTrip);
      if (!sampleWindow.ended(now, startedAt, outcome === 'ok' ? { route, ms } : undefined)) return;
      seen.take(sampleWindow.durations);
      const used = most;
      sample(now);
      if (used < REACHED * limit) unused(now, used);
      else if (seen.count > 0) (limit === base ? watch : judge)(now);
    },
    onCancelled() {
      underWay -= 1;
    },
    moveTo(now, to) {
      settle(now, to);
      heading = 'up';
      due.up = now;
      due.down = Math.max(due.down, now + 2 * REST_MS);
    },
  };
}
