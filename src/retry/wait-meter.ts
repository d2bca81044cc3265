import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';

/** Counts the requests of one stream and their waits. */
export interface Meter {
  /** Sent requests, repetitions included. */
  requests: number;
  /** Repetitions. */
  retries: number;
  /** Milliseconds in which at least one request waited, at the gate or between attempts. */
  waitedMs: number;
  /** Requests that wait now. */
  waiters: number;
  /** Start of the current wait, on the monotonic clock. */
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

/** Runs `fn` and counts every request that it makes, directly or indirectly, on `meter`. An inner meter hides an outer one. */
export const withMeter = <T>(meter: Meter, fn: () => T): T => current.run(meter, fn);

/** Returns the meter of requests that are made here, if any. */
export const currentMeter = (): Meter | undefined => current.getStore();

/** Starts a wait; call the returned function when it is over. Overlapping waits count once. */
export function startWaiting(meter: Meter, clock: Clock): () => void {
  if (meter.waiters++ === 0) meter.since = clock.monotonic();
  return () => {
    if (--meter.waiters === 0) meter.waitedMs += clock.monotonic() - meter.since;
  };
}
