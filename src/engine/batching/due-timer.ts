import type { Clock } from '../../clock.ts';

/** Calls `onDue` at the earliest time that was scheduled. Times are milliseconds of the monotonic clock. */
export class DueTimer {
  private readonly clock: Clock;
  private readonly onDue: () => void;
  private pending: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock, onDue: () => void) {
    this.clock = clock;
    this.onDue = onDue;
  }

  /** Has no effect if an earlier time is scheduled. */
  schedule(due: number): void {
    if (this.pending && this.pending.at <= due) return;
    this.pending?.cancel();
    const cancel = this.clock.after(due - this.clock.monotonic(), () => {
      this.pending = undefined;
      this.onDue();
    });
    this.pending = { at: due, cancel };
  }
}
