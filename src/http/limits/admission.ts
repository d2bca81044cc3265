import type { Random } from '../../random.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { ConcurrencyLimit } from './concurrency.ts';
import type { RequestOutcome } from './request-outcome.ts';

/** How long a request may wait before it is admitted. */
export interface Entry {
  readonly route?: string;
  readonly timeoutMs?: number;
  /** Limit of the wait for a `Retry-After`, in milliseconds. A longer `Retry-After` fails it at once. */
  readonly closedMs?: number;
  /** Limit of the whole wait, in milliseconds. */
  readonly waitMs?: number;
  /** Called when it has to wait, and when that has another cause: until when, on the monotonic clock. */
  readonly onBlocked?: (by: Block, until: number) => void;
}

/** What keeps the next request from starting: the end of another, the pace, a `Retry-After`, or a pause after failures. */
export type Block = 'place' | 'pace' | 'rate_limit' | 'pause';

/** A `Pass` whose `done` takes the time, because the admission reads no clock. */
interface TimedPass {
  /**
   * Records how the request ended. `cancelled` has no effect on the limits. `retryAfterMs` closes the gate, with any
   * outcome.
   */
  done(now: number, outcome: RequestOutcome | 'cancelled', retryAfterMs?: number): void;
}

/**
 * Decides when the next request may start: combines concurrency, pace, `Retry-After` and the circuit breaker. It
 * reads no clock and sets no timer, so that the gate uses it in real time and the simulation in virtual time.
 */
export interface Admission {
  /** Earliest time of the next request; infinite until another request ends. */
  readonly opensAt: number;
  /** What the next request waits for, if it has to. */
  readonly blockedBy: Block;
  /** End of the wait that the provider asked for, without jitter; negative infinity if it did not. */
  readonly askedUntil: number;
  readonly underWay: number;
  readonly limit: number;
  start(now: number, entry?: Entry): TimedPass;
}

export interface AdmissionOptions {
  readonly concurrency: ConcurrencyLimit;
  readonly random: Random;
  /** Minimum time between two starts, in milliseconds. */
  readonly intervalMs: number;
  /** Called with the wait that the provider asked for, if it extends the time that the gate is closed. */
  readonly onClosed?: (waitMs: number) => void;
}

const FINEST_TIMER_MS = 1;
const LONGEST_JITTER_MS = 1000;
/**
 * Pause after a rate limit without `Retry-After` for the only running request, in milliseconds; doubles each time up to the
 * longest.
 */
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

export function createAdmission(options: AdmissionOptions): Admission {
  const { concurrency, random, intervalMs } = options;
  // Timers have this resolution: a faster pace is kept on average, by starting early and adding the difference to the next wait.
  const early = intervalMs < FINEST_TIMER_MS ? FINEST_TIMER_MS : 0;
  const breaker = createCircuitBreaker();
  let underWay = 0;
  let paceAt = Number.NEGATIVE_INFINITY;
  let closedUntil = Number.NEGATIVE_INFINITY;
  let askedUntil = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let pauses = 0;

  const close = (now: number, waitMs: number): void => {
    askedUntil = Math.max(askedUntil, now + waitMs);
    const until = now + waitMs + random() * Math.min(LONGEST_JITTER_MS, waitMs / 10);
    if (until <= closedUntil) return;
    closedUntil = until;
    options.onClosed?.(waitMs);
  };

  const pause = (now: number): void => {
    if (concurrency.limit > 1) return;
    pausedUntil = Math.max(pausedUntil, now + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** pauses++));
  };

  return {
    get opensAt() {
      if (underWay >= concurrency.limit) return Number.POSITIVE_INFINITY;
      return Math.max(paceAt - early, closedUntil, pausedUntil, breaker.opensAt);
    },
    get blockedBy() {
      const isFull = underWay >= concurrency.limit || breaker.opensAt === Number.POSITIVE_INFINITY;
      if (isFull) return 'place';
      const pauseEnds = Math.max(pausedUntil, breaker.opensAt);
      if (closedUntil >= Math.max(pauseEnds, paceAt - early)) return 'rate_limit';
      return pauseEnds >= paceAt - early ? 'pause' : 'pace';
    },
    get askedUntil() {
      return askedUntil;
    },
    get underWay() {
      return underWay;
    },
    get limit() {
      return concurrency.limit;
    },
    start(startedAt, entry) {
      underWay += 1;
      paceAt = Math.max(startedAt, paceAt) + intervalMs;
      const limitWhenSent = concurrency.limit;
      const probe = breaker.onStart();
      concurrency.onStart(startedAt);
      return {
        done(now, outcome, retryAfterMs) {
          underWay -= 1;
          if (outcome === 'cancelled') {
            concurrency.onCancelled();
            breaker.onCancelled(probe);
            return;
          }
          concurrency.onEnd(now, { ...entry, startedAt, limitWhenSent, outcome });
          if (outcome === 'failed') breaker.onFailed(now, probe);
          else breaker.onResponse();
          if (retryAfterMs) close(now, retryAfterMs);
          else if (outcome === 'throttled') pause(now);
          if (outcome === 'ok') pauses = 0;
        },
      };
    },
  };
}
