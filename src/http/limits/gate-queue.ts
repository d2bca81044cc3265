import { type Clock, LONGEST_TIMER_MS } from '../../clock.ts';
import { onAbort } from '../../retry/on-abort.ts';
import type { Block, Entry } from './admission.ts';
import { GateTimeout } from './gate-timeout.ts';
import type { Pass } from './pass.ts';

/** A request that waits for its admission. */
export interface Waiter {
  readonly entry: Entry | undefined;
  readonly since: number;
  readonly start: (pass: Pass) => void;
  readonly reject: (why: GateTimeout) => void;
  blockedBy?: Block;
  blockedUntil?: number;
}

/** Requests that wait at the gate, in order of arrival. */
export class GateQueue {
  private readonly clock: Clock;
  /** Called when the last request leaves without its admission. */
  private readonly onEmpty: () => void;
  private readonly waiters: Waiter[] = [];

  constructor(clock: Clock, onEmpty: () => void) {
    this.clock = clock;
    this.onEmpty = onEmpty;
  }

  get length(): number {
    return this.waiters.length;
  }

  /** Adds a request. Rejects with the signal's reason if that aborts, and with GateTimeout at the end of the entry's wait. */
  join(signal: AbortSignal, entry: Entry | undefined): Promise<Pass> {
    const { clock, waiters } = this;
    return new Promise((resolve, reject) => {
      const since = clock.monotonic();
      const leave = (reason: unknown): void => {
        stopWaiting();
        waiters.splice(waiters.indexOf(waiter), 1);
        reject(reason);
        if (waiters.length === 0) this.onEmpty();
      };
      const waiter: Waiter = {
        entry,
        since,
        start(pass) {
          stopWaiting();
          resolve(pass);
        },
        reject: leave,
      };
      const stopListening = onAbort(signal, () => leave(signal.reason));
      const waitMs = entry?.waitMs ?? Number.POSITIVE_INFINITY;
      const stopLimit =
        waitMs <= LONGEST_TIMER_MS
          ? clock.after(waitMs, () => leave(new GateTimeout(clock.monotonic() - since, undefined)))
          : () => undefined;
      const stopWaiting = (): void => {
        stopListening();
        stopLimit();
      };
      waiters.push(waiter);
    });
  }

  /** Removes the first request, which is admitted. The queue must not be empty. */
  takeFirst(): Waiter {
    return this.waiters.shift() as Waiter;
  }

  /** Rejects the requests that may not wait until `askedUntil`, the end of the wait that the provider asked for. */
  rejectLate(now: number, askedUntil: number): void {
    if (askedUntil <= now) return;
    const late = this.waiters.filter(
      ({ entry, since }) => entry?.closedMs !== undefined && askedUntil > since + entry.closedMs,
    );
    for (const waiter of late) waiter.reject(new GateTimeout(now - waiter.since, askedUntil - now));
  }

  /** Reports a new reason or end of a wait. With the pace the end moves with each request, so only the reason is reported. */
  reportBlock(by: Block, until: number): void {
    const { waiters } = this;
    // Newest first: if one knows the reason, all before it do.
    for (let index = waiters.length - 1; index >= 0; index--) {
      const waiter = waiters[index]!;
      const isNews = waiter.blockedBy !== by || (by !== 'pace' && waiter.blockedUntil !== until);
      if (!isNews) return;
      waiter.blockedBy = by;
      waiter.blockedUntil = until;
      waiter.entry?.onBlocked?.(by, until);
    }
  }
}
