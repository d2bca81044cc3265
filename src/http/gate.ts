import type { Clock } from '../clock.ts';
import { createBreaker } from './breaker.ts';
import { createConcurrencyLimit, type Outcome } from './concurrency.ts';
import type { Random } from './retry.ts';

/** The permission to send one request. `done` has to be called exactly once, whatever happens. */
export interface Pass {
  /**
   * `cancelled` gives the pass back without saying anything about the provider. A time to wait closes the gate,
   * whatever the outcome.
   */
  done(outcome: Outcome | 'cancelled', retryAfterMs?: number): void;
}

/** What the gate learns more from when it knows it. */
export interface Entry {
  readonly route?: string;
  readonly timeoutMs?: number;
}

/**
 * One quota of a provider. Requests enter in the order they came; each waits for a place among those under way, for
 * its turn in the pace, for the end of a `Retry-After`, and for the breaker.
 */
export interface Gate {
  /** Rejects with the signal's reason when that aborts first. */
  enter(signal: AbortSignal, entry?: Entry): Promise<Pass>;
  readonly underWay: number;
  readonly waiting: number;
  /** How many requests may be under way now. */
  readonly limit: number;
}

export interface GateOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly maxConcurrency: number;
  /** Starts are at least `1 / requestsPerSecond` apart, so no second sees more; time not used is not saved up. */
  readonly requestsPerSecond?: number;
  /** The gate closed because the provider asked for it: until when (milliseconds since 1970), and for how long. */
  readonly onClosed?: (untilWallMs: number, waitMs: number) => void;
}

interface Waiter {
  readonly entry: Entry | undefined;
  readonly start: (pass: Pass) => void;
}

const FINEST_TIMER_MS = 1;
/** What a timer can wait for at most. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const LONGEST_JITTER_MS = 1000;
/** A refusal without `Retry-After` of a single request under way: the pause, doubled each time up to the longest. */
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

export function createGate(options: GateOptions): Gate {
  const { clock, random, requestsPerSecond } = options;
  const interval = requestsPerSecond === undefined ? 0 : 1000 / requestsPerSecond;
  // No timer is that fine: a quicker pace is kept on average, by starting early and owing the time.
  const early = interval < FINEST_TIMER_MS ? FINEST_TIMER_MS : 0;
  const concurrency = createConcurrencyLimit({ max: options.maxConcurrency });
  const breaker = createBreaker();
  const queue: Waiter[] = [];
  let underWay = 0;
  let paceAt = Number.NEGATIVE_INFINITY;
  let closedUntil = Number.NEGATIVE_INFINITY;
  let pauses = 0;
  let wake: { readonly at: number; readonly stop: AbortController } | undefined;

  /** When the next request may start; infinite when only the end of another can tell. */
  const opensAt = (): number =>
    underWay >= concurrency.limit
      ? Number.POSITIVE_INFINITY
      : Math.max(paceAt - early, closedUntil, breaker.opensAt);

  const stopTimer = (): void => {
    wake?.stop.abort();
    wake = undefined;
  };

  /** A sleep and not a bare timer: requests that wait keep the process alive. */
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

  const startWaiting = (): void => {
    while (queue.length > 0) {
      const now = clock.monotonic();
      const at = opensAt();
      if (at > now) {
        if (at === Number.POSITIVE_INFINITY) stopTimer();
        else wakeAt(at, now);
        return;
      }
      const waiter = queue.shift() as Waiter;
      waiter.start(start(now, waiter.entry));
    }
    stopTimer();
  };

  const close = (now: number, waitMs: number): void => {
    const until = now + waitMs + random() * Math.min(LONGEST_JITTER_MS, waitMs / 10);
    if (until <= closedUntil) return;
    closedUntil = until;
    options.onClosed?.(clock.wall() + waitMs, waitMs);
  };

  const pause = (now: number): void => {
    if (concurrency.limit === 1) {
      closedUntil = Math.max(closedUntil, now + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** pauses++));
    }
  };

  const start = (startedAt: number, entry: Entry | undefined): Pass => {
    underWay += 1;
    if (interval > 0) paceAt = Math.max(startedAt, early > 0 ? paceAt : startedAt) + interval;
    const limitWhenSent = concurrency.limit;
    const probe = breaker.onStart();
    concurrency.onStart(startedAt);
    let over = false;
    return {
      done(outcome, retryAfterMs) {
        if (over) return;
        over = true;
        underWay -= 1;
        const now = clock.monotonic();
        if (outcome === 'cancelled') {
          concurrency.onCancelled();
          breaker.onCancelled(probe);
        } else {
          concurrency.onEnd(now, { ...entry, startedAt, limitWhenSent, outcome });
          if (outcome === 'failed') breaker.onFailed(now, probe);
          else breaker.onAnswered();
          if (retryAfterMs) close(now, retryAfterMs);
          else if (outcome === 'throttled') pause(now);
          if (outcome === 'ok') pauses = 0;
        }
        startWaiting();
      },
    };
  };

  return {
    enter(signal, entry) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (queue.length === 0) {
        const now = clock.monotonic();
        if (opensAt() <= now) return Promise.resolve(start(now, entry));
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          queue.splice(queue.indexOf(waiter), 1);
          reject(signal.reason);
          if (queue.length === 0) stopTimer();
        };
        const waiter: Waiter = {
          entry,
          start(pass) {
            signal.removeEventListener('abort', leave);
            resolve(pass);
          },
        };
        signal.addEventListener('abort', leave, { once: true });
        queue.push(waiter);
        startWaiting();
      });
    },
    get underWay() {
      return underWay;
    },
    get waiting() {
      return queue.length;
    },
    get limit() {
      return concurrency.limit;
    },
  };
}
