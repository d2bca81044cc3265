import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import { shared } from '../copies.ts';

/** Time limits of a request, in milliseconds from now. */
export interface TimeLimit {
  /** Longest wait for the end of a `Retry-After`. A longer one rejects the request at once. */
  readonly closedMs: number;
  /** Longest wait at the gate, for any reason. */
  readonly waitMs: number;
  /** Total of waits, attempts and repetitions. */
  readonly totalMs: number;
}

interface Limits {
  readonly closedMs: number;
  readonly waitMs: number;
  /** On the clock's monotonic scale. */
  readonly endsAt: number;
}

/** Default retry time of a request, from the first failure. */
export const RETRY_BUDGET_MS = 15 * 60_000;

const DEFAULT: Limits = {
  closedMs: RETRY_BUDGET_MS,
  waitMs: Number.POSITIVE_INFINITY,
  endsAt: Number.POSITIVE_INFINITY,
};

const current = shared('time-limit', () => new AsyncLocalStorage<Limits>());

/**
 * Runs `call` with a time limit for all requests that it makes, directly or indirectly: after `ms` milliseconds they fail
 * with an `exhausted` error. Waits at the gate, attempts and repetitions count. For clean-ups, and for requests that are part
 * of a step with a deadline. An enclosing limit also applies.
 *
 * @example
 * await withTimeLimit(context.clock, 10_000, () => api.countVisibleRows());
 */
export function withTimeLimit<T>(clock: Pick<Clock, 'monotonic'>, ms: number, call: () => T): T {
  const outer = current.getStore() ?? DEFAULT;
  return current.run({ ...outer, endsAt: Math.min(outer.endsAt, clock.monotonic() + ms) }, call);
}

/** Runs an attempt whose requests wait at the gate no longer than this, in milliseconds. */
export function withGateLimit<T>({ closedMs, waitMs }: Omit<TimeLimit, 'totalMs'>, call: () => T): T {
  const outer = current.getStore() ?? DEFAULT;
  // Entering a scope costs several objects for each request.
  if (outer.closedMs <= closedMs && outer.waitMs <= waitMs) return call();
  const limits = {
    closedMs: Math.min(outer.closedMs, closedMs),
    waitMs: Math.min(outer.waitMs, waitMs),
    endsAt: outer.endsAt,
  };
  return current.run(limits, call);
}

/** Returns the time limits of a request that is made here. */
export function timeLimit(clock: Pick<Clock, 'monotonic'>): TimeLimit {
  const { closedMs, waitMs, endsAt } = current.getStore() ?? DEFAULT;
  if (endsAt === Number.POSITIVE_INFINITY) return { closedMs, waitMs, totalMs: endsAt };
  const totalMs = Math.max(0, endsAt - clock.monotonic());
  return { closedMs: Math.min(closedMs, totalMs), waitMs: Math.min(waitMs, totalMs), totalMs };
}
