/** Time and timers as a parameter, so that tests control time and never sleep. */
export interface Clock {
  /** Milliseconds that never decrease, from an arbitrary start. For deadlines and durations. */
  monotonic(): number;
  /** Milliseconds since 1970. For payloads and `emitted_at`. */
  wall(): number;
  /** Calls `call` once after `ms` milliseconds; the returned function cancels it. Does not keep the process alive. */
  after(ms: number, call: () => void): () => void;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason if it aborts first. Keeps the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Longest time of Node's timers, in milliseconds. A longer one would be over at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of the process. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, nonNegative(ms));
    timer.unref();
    return () => clearTimeout(timer);
  },
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, nonNegative(ms));
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** A time in the past is due now. Node does the same, but warns on stderr about a negative number. */
const nonNegative = (ms: number): number => Math.max(0, ms);
