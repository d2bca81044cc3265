import type { Random } from '../../retry/retry.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { ConcurrencyLimit } from './concurrency.ts';
import type { RequestOutcome } from './request-outcome.ts';

/** What is known of a request when it asks to be let in. */
export interface Entry {
  readonly route?: string;
  readonly timeoutMs?: number;
  /** How long it may wait for the end of a `Retry-After`, in milliseconds. A longer one turns it away at once. */
  readonly closedMs?: number;
  /** How long it may wait at all, in milliseconds. */
  readonly waitMs?: number;
}

/** A request that was let in. It has to be told exactly once how it ended. */
export interface Admitted {
  /**
   * `cancelled` says nothing about the provider. A time to wait, in milliseconds, closes the gate, whatever the
   * outcome.
   */
  done(now: number, outcome: RequestOutcome | 'cancelled', retryAfterMs?: number): void;
}

/**
 * When the next request may start: the number under way, the pace, `Retry-After` and the breaker in one answer. It
 * reads no clock and sets no timer, so that the gate lives by it in real time and the simulation in virtual time.
 */
export interface Admission {
  /** The earliest time for the next request; infinite when only the end of another can tell. */
  readonly opensAt: number;
  /** Until when the provider asked to be left alone, without jitter; negative infinity when it did not. */
  readonly askedUntil: number;
  readonly underWay: number;
  readonly limit: number;
  start(now: number, entry?: Entry): Admitted;
}

export interface AdmissionOptions {
  readonly concurrency: ConcurrencyLimit;
  readonly random: Random;
  /** The least time between two starts, in milliseconds. */
  readonly intervalMs: number;
  /** How long the provider asked to wait, when that closed the gate for longer. */
  readonly onClosed?: (waitMs: number) => void;
}

const FINEST_TIMER_MS = 1;
const LONGEST_JITTER_MS = 1000;
/** A refusal without `Retry-After` of a single request under way: the pause, doubled each time up to the longest. */
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

export function createAdmission(options: AdmissionOptions): Admission {
  const { concurrency, random, intervalMs } = options;
  // No timer is that fine: a quicker pace is kept on average, by starting early and owing the time.
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
      if (intervalMs > 0) paceAt = Math.max(startedAt, early > 0 ? paceAt : startedAt) + intervalMs;
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
          else breaker.onAnswered();
          if (retryAfterMs) close(now, retryAfterMs);
          else if (outcome === 'throttled') pause(now);
          if (outcome === 'ok') pauses = 0;
        },
      };
    },
  };
}
