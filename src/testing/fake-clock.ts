import type { Clock } from '../clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** A clock that only advances when a test advances it. Timers due at the same time fire in the order they were set. */
export interface FakeClock extends Clock {
  /** Advances time, fires the timers that become due, and lets promises settle after each timer. */
  advance(ms: number): Promise<void>;
  /** Advances to the next timer and fires it; returns false if there is none. */
  step(): Promise<boolean>;
  /** Advances to each next timer until none is left. Throws an `Error` after `limit` timers, 10,000 by default. */
  drain(limit?: number): Promise<void>;
  /** Number of timers that have not fired. */
  readonly pending: number;
  /** Milliseconds until the next timer; undefined if there is none. */
  readonly untilNext: number | undefined;
}

/**
 * Returns a clock whose time changes only when a test advances it.
 *
 * @param start milliseconds since 1970 at the beginning; 1,700,000,000,000 (November 2023) by default
 * @example
 * const clock = fakeClock();
 * const slept = clock.sleep(60_000);
 * await clock.advance(60_000);
 * await slept;
 */
export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = 0;
  let count = 0;
  const timers = new Set<Timer>();

  const next = (): Timer | undefined => [...timers].sort((a, b) => a.at - b.at || a.order - b.order)[0];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const fire = async (timer: Timer): Promise<void> => {
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.call();
    await settle();
  };

  const clock: FakeClock = {
    monotonic: () => now,
    wall: () => start + now,
    after(ms, call) {
      const timer = { at: now + ms, order: count++, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const cancel = clock.after(ms, resolve);
        const stop = (): void => {
          cancel();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', stop, { once: true });
      }),
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let timer = next(); timer && timer.at <= until; timer = next()) await fire(timer);
      now = until;
      await settle();
    },
    async step() {
      const timer = next();
      if (timer) await fire(timer);
      return timer !== undefined;
    },
    async drain(limit = 10_000) {
      await settle();
      while (await clock.step()) if (limit-- === 0) throw new Error('timers do not end');
    },
    get untilNext() {
      const timer = next();
      return timer && timer.at - now;
    },
    get pending() {
      return timers.size;
    },
  };
  return clock;
}
