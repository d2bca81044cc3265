export type Direction = 'up' | 'down';

/** A trial that has ended. */
export interface EndedTrial {
  readonly direction: Direction;
  readonly startedAt: number;
}

/** Growth of the limit from one trial to the next. */
export const STEP = 1.25;
export const LARGEST_STEP = 2;
/** Pause after a trial, also as a multiple of its duration: a larger limit costs latency, a smaller one throughput. */
export const REST_MS = 5000;
const REST_AFTER = { up: 2, down: 20, kept: 5 };

/** Decides the direction, the size and the earliest time of the next trial. Times are milliseconds of a monotonic clock. */
export class TrialSchedule {
  /** Factor of the next step. Grows while trials succeed. */
  stride = STEP;
  private heading: Direction = 'up';
  private readonly dueAt = { up: 0, down: 0 };

  /** The directions to try, the preferred one first. */
  get directions(): readonly Direction[] {
    return this.heading === 'up' ? ['up', 'down'] : ['down', 'up'];
  }

  isDue(now: number, direction: Direction): boolean {
    return now >= this.dueAt[direction];
  }

  /** The tried limit was better. */
  succeeded(now: number, { direction, startedAt }: EndedTrial): void {
    if (direction === 'up') this.dueAt.down = now + Math.max(REST_MS, REST_AFTER.kept * (now - startedAt));
    else this.dueAt.up = now + REST_MS;
    this.stride = Math.min(LARGEST_STEP, this.stride * STEP);
  }

  /** The tried limit was worse. */
  failed(now: number, { direction, startedAt }: EndedTrial): void {
    this.dueAt[direction] = now + Math.max(REST_MS, REST_AFTER[direction] * (now - startedAt));
    this.stride = STEP;
    this.heading = direction === 'up' ? 'down' : 'up';
  }

  /** Latency changed without a trial; `by` is its growth as a logarithm. */
  latencyChanged(now: number, by: number): void {
    this.stride = Math.min(LARGEST_STEP, Math.exp(Math.abs(by)));
    this.heading = by > 0 ? 'down' : 'up';
    this.dueAt.up = this.dueAt.down = now;
  }

  /** Doubling ended beyond the best limit. */
  doublingEnded(): void {
    this.stride = STEP ** 2;
    this.heading = 'down';
  }

  /** The limit was set from outside, so a larger one may be tried at once. */
  moved(now: number): void {
    this.stride = STEP;
    this.heading = 'up';
    this.dueAt.up = now;
    this.dueAt.down = Math.max(this.dueAt.down, now + 2 * REST_MS);
  }
}
