import { type Clock, LONGEST_TIMER_MS } from '../../clock.ts';

/** Calls `onWake` at the time that was set last. A sleep instead of `after`: waiting requests must keep the process alive. */
export class WakeTimer {
  private readonly clock: Clock;
  private readonly onWake: () => void;
  private pending: { readonly at: number; readonly sleep: AbortController } | undefined;

  constructor(clock: Clock, onWake: () => void) {
    this.clock = clock;
    this.onWake = onWake;
  }

  /** Times are milliseconds of the monotonic clock. A time beyond the longest timer wakes early. */
  wakeAt(at: number, now: number): void {
    if (this.pending?.at === at) return;
    this.stop();
    const sleep = new AbortController();
    this.pending = { at, sleep };
    this.clock.sleep(Math.min(Math.ceil(at - now), LONGEST_TIMER_MS), sleep.signal).then(
      () => {
        this.pending = undefined;
        this.onWake();
      },
      () => {},
    );
  }

  stop(): void {
    this.pending?.sleep.abort();
    this.pending = undefined;
  }
}
