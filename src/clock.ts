/** Time as a parameter of the program, so that tests decide what time it is and nothing sleeps in them. */
export interface Clock {
  /** Milliseconds that only ever grow; for deadlines and durations. */
  monotonic(): number;
  /** Milliseconds since 1970; for payloads and `emitted_at`. */
  wall(): number;
  /** Calls once after `ms`; returns what cancels it. A pending call does not keep the process alive. */
  after(ms: number, call: () => void): () => void;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. Keeps the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, atLeastNow(ms));
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
      }, atLeastNow(ms));
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** What was due a moment ago is due now. Node takes it so too, but says on stderr that the number is negative. */
const atLeastNow = (ms: number): number => Math.max(0, ms);
