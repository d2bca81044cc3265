import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import { shared } from '../copies.ts';

/** How long a request may wait and take, in milliseconds from now. */
export interface TimeLimit {
  /** For the end of a `Retry-After`. A longer one turns the request away at once. */
  readonly closedMs: number;
  /** At the gate, for whatever reason. */
  readonly waitMs: number;
  /** In all: waits, repetitions and attempts. */
  readonly totalMs: number;
}

interface Limits {
  readonly closedMs: number;
  readonly waitMs: number;
  /** On the clock's monotonic scale. */
  readonly endsAt: number;
}

const NONE: Limits = {
  closedMs: Number.POSITIVE_INFINITY,
  waitMs: Number.POSITIVE_INFINITY,
  endsAt: Number.POSITIVE_INFINITY,
};

const current = shared('time-limit', () => new AsyncLocalStorage<Limits>());

/**
 * Runs `call`. Each request made in it, however deep, fails when `ms` are over: its waits at the gate, its repetitions and its
 * attempts count. For clean-ups and for questions that belong to an operation with a deadline. An enclosing limit holds too.
 */
export function withTimeLimit<T>(clock: Pick<Clock, 'monotonic'>, ms: number, call: () => T): T {
  const outer = current.getStore() ?? NONE;
  return current.run({ ...outer, endsAt: Math.min(outer.endsAt, clock.monotonic() + ms) }, call);
}

/** Runs one of several attempts; each request made in it may wait at the gate for so long at most. */
export function withGateLimit<T>({ closedMs, waitMs }: Omit<TimeLimit, 'totalMs'>, call: () => T): T {
  const outer = current.getStore() ?? NONE;
  const limits = {
    closedMs: Math.min(outer.closedMs, closedMs),
    waitMs: Math.min(outer.waitMs, waitMs),
    endsAt: outer.endsAt,
  };
  return current.run(limits, call);
}

/** How long a request that is made here may wait and take. */
export function timeLimit(clock: Pick<Clock, 'monotonic'>): TimeLimit {
  const { closedMs, waitMs, endsAt } = current.getStore() ?? NONE;
  const totalMs = Math.max(0, endsAt - clock.monotonic());
  return { closedMs: Math.min(closedMs, totalMs), waitMs: Math.min(waitMs, totalMs), totalMs };
}
