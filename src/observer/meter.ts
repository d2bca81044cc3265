import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import type { WaitReason } from '../define/wait-reason.ts';
import type { SyncObserver } from './sync-observer.ts';
import { Waits } from './waits.ts';

/** Counts the requests of one stream and their waits. */
export interface Meter {
  /** Sent requests, repetitions included. */
  requests: number;
  /** Repetitions. */
  retries: number;
  readonly waits: Waits;
}

const current = new AsyncLocalStorage<Meter>();

export const createMeter = (clock: Pick<Clock, 'monotonic'>): Meter => ({
  requests: 0,
  retries: 0,
  waits: new Waits(clock),
});

/** Runs `fn` and counts every request that it makes, directly or indirectly, on `meter`. An inner meter hides an outer one. */
export const withMeter = <T>(meter: Meter, fn: () => T): T => current.run(meter, fn);

/** Returns the meter of requests that are made here, if any. */
export const currentMeter = (): Meter | undefined => current.getStore();

/** Starts a wait of the current stream and of the sync; call the returned function when it is over. */
export function startWaiting(
  reason: WaitReason,
  observer: Pick<SyncObserver, 'waiting'> | undefined,
): () => void {
  const ends = [currentMeter()?.waits.start(reason), observer?.waiting(reason)];
  return () => {
    for (const end of ends) end?.();
  };
}
