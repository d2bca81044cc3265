import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';

/** What requests cost, counted for whoever caused them. */
export interface Meter {
  /** Requests that were sent, repetitions included. */
  requests: number;
  /** Repetitions made by the client itself. */
  retries: number;
  /** Milliseconds in which at least one request waited for the gate or between attempts. */
  waitedMs: number;
  /** Requests that wait now, and since when there is one. */
  waiters: number;
  since: number;
}

const current = new AsyncLocalStorage<Meter>();

export const createMeter = (): Meter => ({
  requests: 0,
  retries: 0,
  waitedMs: 0,
  waiters: 0,
  since: 0,
});

/** Runs `fn`; every request made in it, however deep, counts on `meter`. An inner meter hides an outer one. */
export const metered = <T>(meter: Meter, fn: () => T): T => current.run(meter, fn);

/** The meter that requests made here count on, if any. */
export const currentMeter = (): Meter | undefined => current.getStore();

/** Begins to wait; to be called when the wait is over. Waits that overlap count once. */
export function waiting(meter: Meter, clock: Clock): () => void {
  if (meter.waiters++ === 0) meter.since = clock.monotonic();
  return () => {
    if (--meter.waiters === 0) meter.waitedMs += clock.monotonic() - meter.since;
  };
}
