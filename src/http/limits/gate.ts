import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { onAbort } from '../../retry/on-abort.ts';
import { type Block, createAdmission, type Entry } from './admission.ts';
import { createConcurrencyLimit } from './concurrency.ts';
import type { RequestOutcome } from './request-outcome.ts';

/** The permission to send one request. `done` must be called exactly once, also after a failure. */
export interface Pass {
  /**
   * Records how the request ended. `cancelled` has no effect on the limits. `retryAfterMs` closes the gate, with any
   * outcome.
   */
  done(outcome: RequestOutcome | 'cancelled', retryAfterMs?: number): void;
}

/** Thrown for a request that was not admitted because it would have to wait for longer than it may. */
export class GateTimeout extends Error {
  /** Rest of the wait that the provider asked for, in milliseconds; undefined if the wait had another reason. */
  readonly closedMs: number | undefined;
  /** Time that the request has waited, in milliseconds. */
  readonly waitedMs: number;

  constructor(waitedMs: number, closedMs: number | undefined) {
    super('the request may not wait at the gate for so long');
    this.waitedMs = waitedMs;
    this.closedMs = closedMs;
  }
}

/**
 * One quota of a provider. Admits requests in order of arrival. Each waits until concurrency, pace, `Retry-After` and the circuit
 * breaker allow it.
 */
export interface Gate {
  /** Admits a request that does not have to wait; returns undefined for any other. */
  tryEnter(entry?: Entry): Pass | undefined;
  /** Rejects with the signal's reason if that aborts first, and with GateTimeout if the entry may not wait so long. */
  enter(signal: AbortSignal, entry?: Entry): Promise<Pass>;
  readonly underWay: number;
  readonly waiting: number;
  /** Current limit of concurrent requests. */
  readonly limit: number;
}

export interface GateOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly maxConcurrency: number;
  /** Starts are at least `1 / requestsPerSecond` apart, so no second has more; unused time does not accumulate. */
  readonly requestsPerSecond?: number;
  /** Called if the provider asks to wait: until when (milliseconds since 1970), and for how long. */
  readonly onClosed?: (untilWallMs: number, waitMs: number) => void;
}

interface Waiter {
  readonly entry: Entry | undefined;
  readonly since: number;
  readonly start: (pass: Pass) => void;
  readonly reject: (why: GateTimeout) => void;
  blockedBy?: Block;
  blockedUntil?: number;
}

/** Longest wait of a timer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createGate(options: GateOptions): Gate {
  const { clock, random, requestsPerSecond } = options;
  const admission = createAdmission({
    concurrency: createConcurrencyLimit({ max: options.maxConcurrency }),
    random,
    intervalMs: requestsPerSecond === undefined ? 0 : 1000 / requestsPerSecond,
    onClosed: (waitMs) => options.onClosed?.(clock.wall() + waitMs, waitMs),
  });
  const queue: Waiter[] = [];
  let wake: { readonly at: number; readonly stop: AbortController } | undefined;

  const stopTimer = (): void => {
    wake?.stop.abort();
    wake = undefined;
  };

  /** A sleep instead of `after`: waiting requests must keep the process alive. */
  const wakeAt = (at: number, now: number): void => {
    if (wake?.at === at) return;
    stopTimer();
    const stop = new AbortController();
    wake = { at, stop };
    clock.sleep(Math.min(Math.ceil(at - now), LONGEST_TIMER_MS), stop.signal).then(
      () => {
        wake = undefined;
        startWaiting();
      },
      () => {},
    );
  };

  /** Whether the provider's wait is longer than a request that arrived at `since` may wait. */
  const isClosedFor = (entry: Entry | undefined, since: number): boolean =>
    entry?.closedMs !== undefined && admission.askedUntil > since + entry.closedMs;

  /** Rejects waiting requests that can't be admitted in time. Called when the provider asks to wait longer. */
  const rejectLate = (now: number): void => {
    if (admission.askedUntil <= now) return;
    const late = queue.filter(({ entry, since }) => isClosedFor(entry, since));
    for (const waiter of late) waiter.reject(new GateTimeout(now - waiter.since, admission.askedUntil - now));
  };

  /** Reports a new reason or end of a wait. With the pace the end moves with each request, so only the reason is reported. */
  const reportBlock = (until: number): void => {
    const by = admission.blockedBy;
    // Newest first: if one knows the reason, all before it do.
    for (let index = queue.length - 1; index >= 0; index--) {
      const waiter = queue[index]!;
      const isNews = waiter.blockedBy !== by || (by !== 'pace' && waiter.blockedUntil !== until);
      if (!isNews) return;
      waiter.blockedBy = by;
      waiter.blockedUntil = until;
      waiter.entry?.onBlocked?.(by, until);
    }
  };

  const startWaiting = (): void => {
    rejectLate(clock.monotonic());
    while (queue.length > 0) {
      const now = clock.monotonic();
      const at = admission.opensAt;
      if (at > now) {
        reportBlock(at);
        if (at === Number.POSITIVE_INFINITY) stopTimer();
        else wakeAt(at, now);
        return;
      }
      const waiter = queue.shift() as Waiter;
      waiter.start(start(now, waiter.entry));
    }
    stopTimer();
  };

  const start = (startedAt: number, entry: Entry | undefined): Pass => {
    const admitted = admission.start(startedAt, entry);
    let over = false;
    return {
      done(outcome, retryAfterMs) {
        if (over) return;
        over = true;
        admitted.done(clock.monotonic(), outcome, retryAfterMs);
        startWaiting();
      },
    };
  };

  return {
    tryEnter(entry) {
      const now = clock.monotonic();
      return queue.length === 0 && admission.opensAt <= now ? start(now, entry) : undefined;
    },
    enter(signal, entry) {
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const since = clock.monotonic();
        const leave = (reason: unknown): void => {
          stopWaiting();
          queue.splice(queue.indexOf(waiter), 1);
          reject(reason);
          if (queue.length === 0) stopTimer();
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
        queue.push(waiter);
        startWaiting();
      });
    },
    get underWay() {
      return admission.underWay;
    },
    get waiting() {
      return queue.length;
    },
    get limit() {
      return admission.limit;
    },
  };
}
