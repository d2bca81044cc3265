import { LatencySamples } from './latency-samples.ts';
import type { EndedRequest } from './request-outcome.ts';
import { createSampleWindow } from './sample-window.ts';
import { type Direction, LARGEST_STEP, REST_MS, STEP, TrialSchedule } from './trial-schedule.ts';

const INITIAL = 2;
/** If requests queue, latency grows in proportion to the limit. A growth of more than this share of that counts as a queue. */
const QUEUE_SHARE = 0.7;
const QUEUE_SHARE_AT_FIRST = 0.5;
/** Standard errors for accepting a trial step (SURE), and for declaring a change without a step (VERY_SURE). */
const SURE = 2;
const VERY_SURE = 4;
/** Round trips for which a limit is measured before another is tried (ROUNDS), or responses that are enough (ENOUGH). */
const ROUNDS = 4;
const ENOUGH = 256;
/** Share of a limit that must be used for its measurement to count. */
const REACHED = 0.9;
/** Mean latencies for which the last requests of a sample are awaited, so that one that hangs does not stop the search. */
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
export function createHillClimb(options: HillClimbOptions): HillClimb {
  return new Climber(options);
}

class Climber implements HillClimb {
  limit: number;
  setAt = 0;
  loweredAt = Number.NEGATIVE_INFINITY;
  roundTrip = 0;

  private readonly max: number;
  private readonly allows: HillClimbOptions['allows'];
  private readonly schedule = new TrialSchedule();
  /** The limit to compare with, and its measurements. Differs from `limit` while another is tried. */
  private base: number;
  private known = new LatencySamples();
  /** Measurements of `limit` that are not in `known`. */
  private seen = new LatencySamples();
  private sampleWindow = createSampleWindow({ opensAt: 0, size: 1, patienceMs: Number.POSITIVE_INFINITY });
  private underWay = 0;
  /** Largest number of requests in flight since the sample window was opened. */
  private most = 0;
  private doubles = true;
  /** Growth of latency since the doubling began, as a logarithm. */
  private slowed = 0;

  constructor({ max, allows }: HillClimbOptions) {
    this.max = max;
    this.allows = allows;
    this.limit = Math.min(INITIAL, max);
    this.base = this.limit;
  }

  onStart(now: number): void {
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    this.sampleWindow.started(now);
  }

  onEnd(now: number, { startedAt, outcome, route = '' }: EndedRequest): void {
    this.underWay -= 1;
    const ms = now - startedAt;
    if (outcome === 'ok')
      this.roundTrip += (this.roundTrip === 0 ? 1 : 1 / this.limit) * (ms - this.roundTrip);
    if (!this.sampleWindow.ended(now, startedAt, outcome === 'ok' ? { route, ms } : undefined)) return;
    this.seen.take(this.sampleWindow.durations);
    const used = this.most;
    this.openWindow(now);
    if (used < REACHED * this.limit) this.notReached(now, used);
    else if (this.seen.count > 0) {
      if (this.limit === this.base) this.watch(now);
      else this.judge(now);
    }
  }

  onCancelled(): void {
    this.underWay -= 1;
  }

  moveTo(now: number, to: number): void {
    this.settle(now, to);
    this.schedule.moved(now);
  }

  private openWindow(opensAt: number): void {
    this.most = this.underWay;
    const size = this.doubles ? Math.ceil(this.limit / 2) : this.limit;
    const patienceMs = AWAITED_DURATIONS * this.roundTrip;
    this.sampleWindow = createSampleWindow({ opensAt, size, patienceMs });
  }

  private set(now: number, to: number): void {
    if (to < this.limit) this.loweredAt = now;
    this.limit = Math.min(this.max, Math.max(1, to));
    this.setAt = now;
    this.seen = new LatencySamples();
    this.openWindow(now + (this.doubles ? 0 : this.roundTrip));
  }

  /** Continues from a limit without measurements. */
  private settle(now: number, to: number): void {
    this.doubles = false;
    this.schedule.stride = STEP;
    this.set(now, to);
    this.base = this.limit;
    this.known = new LatencySamples();
  }

  /**
   * A limit that is not reached can't be measured. One that is nearly reached is replaced by the used part; but a sync that
   * has just begun may soon have more to send.
   */
  private notReached(now: number, used: number): void {
    this.seen = new LatencySamples();
    if (this.doubles && now - this.setAt < REST_MS) return;
    if (this.limit > this.base && used <= this.base) this.goBack(now);
    else if (used * 2 > this.limit) this.settle(now, used);
  }

  /**
   * Adds a sample to the measurements of the limit. If latency changed without a step, discards them and steps in the direction
   * of the change.
   */
  private watch(now: number): void {
    const { by, error } = this.seen.since(this.known);
    if (Math.abs(by) > Math.max(Math.log(STEP), VERY_SURE * error)) {
      this.known = this.seen;
      this.schedule.latencyChanged(now, by);
    } else this.known.take(this.seen);
    this.seen = new LatencySamples();
    this.step(now);
  }

  /** Compares the tried limit with the previous one, as soon as the difference is significant. */
  private judge(now: number): void {
    const { by, error } = this.seen.since(this.known);
    const queue = Math.log(this.limit / this.base);
    if (this.doubles) {
      this.slowed += by;
      if (by - SURE * error < QUEUE_SHARE_AT_FIRST * queue) this.keep(now);
      else this.endDoubling(now);
      return;
    }
    const bound = QUEUE_SHARE * queue;
    const isUnsure = Math.abs(by - bound) < SURE * error;
    if (isUnsure && this.seen.count < Math.min(this.known.count, ENOUGH)) return;
    if (by < bound) this.keep(now);
    else this.goBack(now);
  }

  /** Makes the tried limit the one to compare with. */
  private keep(now: number): void {
    this.schedule.succeeded(now, { direction: this.direction, startedAt: this.setAt });
    this.base = this.limit;
    this.known = this.seen;
    this.seen = new LatencySamples();
    this.step(now);
  }

  private goBack(now: number): void {
    this.schedule.failed(now, { direction: this.direction, startedAt: this.setAt });
    this.set(now, this.base);
  }

  /** Returns to the limit without a queue, if the growth of latency comes from queueing alone. */
  private endDoubling(now: number): void {
    this.settle(now, Math.max(Math.ceil(this.base / 2), Math.round(this.limit * Math.exp(-this.slowed))));
    this.schedule.doublingEnded();
  }

  /** Direction of the current trial. */
  private get direction(): Direction {
    return this.limit > this.base ? 'up' : 'down';
  }

  /** Tries another limit if one is due. */
  private step(now: number): void {
    const by = this.stepSize();
    if (by === undefined) return;
    if (this.doubles && this.tryStep(now, 'up', by)) return;
    this.doubles = false;
    this.schedule.directions.some((direction) => this.tryStep(now, direction, by));
  }

  /**
   * Returns the step size, of at least one request, whose effect is measurable; undefined while more measurements would allow a
   * smaller one.
   */
  private stepSize(): number | undefined {
    const { limit, known } = this;
    if (this.doubles) return LARGEST_STEP;
    if (known.count < Math.min(ENOUGH, ROUNDS * limit)) return undefined;
    const visible = Math.exp(2 * SURE * known.since(known).error);
    const wanted = Math.max(this.schedule.stride, (limit + 1) / limit);
    if (visible <= wanted) return wanted;
    return known.count < ENOUGH ? undefined : Math.min(LARGEST_STEP, visible);
  }

  /** Sets a limit in this direction, if a trial of one is due and possible. Returns whether it did. */
  private tryStep(now: number, direction: Direction, by: number): boolean {
    if (!this.schedule.isDue(now, direction)) return false;
    const { limit, max } = this;
    if (direction === 'down') {
      if (limit === 1) return false;
      this.set(now, Math.round(limit / by));
      return true;
    }
    if (limit >= max) return false;
    const to = this.allows(now, limit, Math.round(limit * by));
    if (to <= limit) return false;
    this.set(now, to);
    return true;
  }
}
