import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { createAdmission, type Entry } from './admission.ts';
import { createConcurrencyLimit } from './concurrency.ts';
import { GateQueue } from './gate-queue.ts';
import type { Pass } from './pass.ts';
import { WakeTimer } from './wake-timer.ts';

/**
 * One quota of a provider. Admits requests in order of arrival. Each waits until concurrency, pace, `Retry-After` and the circuit
 * breaker allow it.
 */
export interface Gate {
  /** Admits a request that does not have to wait; returns undefined for any other. */
  tryEnter(entry?: Entry): Pass | undefined;
  /** Rejects with the signal's reason if that aborts first, and with GateTimeout if the entry may not wait so long. */
  enter(signal: AbortSignal, entry?: Entry): Promise<Pass>;
  readonly underWay: number;
  readonly waiting: number;
  /** Current limit of concurrent requests. */
  readonly limit: number;
}

export interface GateOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly maxConcurrency: number;
  /** Starts are at least `1 / requestsPerSecond` apart, so no second has more; unused time does not accumulate. */
  readonly requestsPerSecond?: number;
  /** Called if the provider asks to wait: until when (milliseconds since 1970), and for how long. */
  readonly onClosed?: (untilWallMs: number, waitMs: number) => void;
}

export function createGate(options: GateOptions): Gate {
  const { clock, random, requestsPerSecond } = options;
  const admission = createAdmission({
    concurrency: createConcurrencyLimit({ max: options.maxConcurrency }),
    random,
    intervalMs: requestsPerSecond === undefined ? 0 : 1000 / requestsPerSecond,
    onClosed: (waitMs) => options.onClosed?.(clock.wall() + waitMs, waitMs),
  });
  const timer = new WakeTimer(clock, () => startWaiting());
  const queue = new GateQueue(clock, () => timer.stop());

  const startWaiting = (): void => {
    queue.rejectLate(clock.monotonic(), admission.askedUntil);
    while (queue.length > 0) {
      const now = clock.monotonic();
      const at = admission.opensAt;
      if (at > now) {
        queue.reportBlock(admission.blockedBy, at);
        if (at === Number.POSITIVE_INFINITY) timer.stop();
        else timer.wakeAt(at, now);
        return;
      }
      const waiter = queue.takeFirst();
      waiter.start(start(now, waiter.entry));
    }
    timer.stop();
  };

  const start = (startedAt: number, entry: Entry | undefined): Pass => {
    const pass = admission.start(startedAt, entry);
    let over = false;
    return {
      done(outcome, retryAfterMs) {
        if (over) return;
        over = true;
        pass.done(clock.monotonic(), outcome, retryAfterMs);
        startWaiting();
      },
    };
  };

  return {
    tryEnter(entry) {
      const now = clock.monotonic();
      return queue.length === 0 && admission.opensAt <= now ? start(now, entry) : undefined;
    },
    enter(signal, entry) {
      if (signal.aborted) return Promise.reject(signal.reason);
      const pass = queue.join(signal, entry);
      startWaiting();
      return pass;
    },
    get underWay() {
      return admission.underWay;
    },
    get waiting() {
      return queue.length;
    },
    get limit() {
      return admission.limit;
    },
  };
}
