import type { Clock } from '../../clock.ts';
import { onAbort } from '../../retry/on-abort.ts';
import type { Random } from '../../retry/retry.ts';
import { createAdmission, type Entry } from './admission.ts';
import { createConcurrencyLimit } from './concurrency.ts';
import type { RequestOutcome } from './request-outcome.ts';

/** The permission to send one request. `done` has to be called exactly once, whatever happens. */
export interface Pass {
  /**
   * `cancelled` gives the pass back without saying anything about the provider. A time to wait closes the gate,
   * whatever the outcome.
   */
  done(outcome: RequestOutcome | 'cancelled', retryAfterMs?: number): void;
}

/** A request that was not let in, because it would have had to wait for longer than it may. */
export class GateTimeout extends Error {
  /** How long the provider still wants to be left alone, in milliseconds; undefined where the wait had another reason. */
  readonly closedMs: number | undefined;
  /** How long the request has waited, in milliseconds. */
  readonly waitedMs: number;

  constructor(waitedMs: number, closedMs: number | undefined) {
    super('the request may not wait at the gate for so long');
    this.waitedMs = waitedMs;
    this.closedMs = closedMs;
  }
}

/**
 * One quota of a provider. Requests enter in the order they came; each waits for a place among those under way, for
 * its turn in the pace, for the end of a `Retry-After`, and for the breaker.
 */
export interface Gate {
  /** Rejects with the signal's reason when that aborts first, and with TurnedAway when the entry may not wait so long. */
  enter(signal: AbortSignal, entry?: Entry): Promise<Pass>;
  readonly underWay: number;
  readonly waiting: number;
  /** How many requests may be under way now. */
  readonly limit: number;
}

export interface GateOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly maxConcurrency: number;
  /** Starts are at least `1 / requestsPerSecond` apart, so no second sees more; time not used is not saved up. */
  readonly requestsPerSecond?: number;
  /** The gate closed because the provider asked for it: until when (milliseconds since 1970), and for how long. */
  readonly onClosed?: (untilWallMs: number, waitMs: number) => void;
}

interface Waiter {
  readonly entry: Entry | undefined;
  readonly since: number;
  readonly start: (pass: Pass) => void;
  readonly turnAway: (why: GateTimeout) => void;
}

/** What a timer can wait for at most. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createGate(options: GateOptions): Gate {
  const { clock, random, requestsPerSecond } = options;
  const admission = createAdmission({
    concurrency: createConcurrencyLimit({ max: options.maxConcurrency }),
    random,
    intervalMs: 1000 / (requestsPerSecond ?? Number.POSITIVE_INFINITY),
    onClosed: (waitMs) => options.onClosed?.(clock.wall() + waitMs, waitMs),
  });
  const queue: Waiter[] = [];
  let wake: { readonly at: number; readonly stop: AbortController } | undefined;

  const stopTimer = (): void => {
    wake?.stop.abort();
    wake = undefined;
  };

  /** A sleep and not a bare timer: requests that wait keep the process alive. */
  const wakeAt = (at: number, now: number): void => {
    if (wake?.at === at) return;
    stopTimer();
    const stop = new AbortController();
    wake = { at, stop };
    clock.sleep(Math.min(Math.ceil(at - now), LONGEST_TIMER_MS), stop.signal).then(
      () => {
        wake = undefined;
        startWaiting();
      },
      () => {},
    );
  };

  /** Whether a request that waits since then has to wait for the provider longer than it may. */
  const isClosedFor = (entry: Entry | undefined, since: number): boolean =>
    entry?.closedMs !== undefined && admission.askedUntil > since + entry.closedMs;

  /** No request waits for what comes too late for it: neither now nor when the provider asks for more. */
  const turnAway = (now: number): void => {
    const late = queue.filter(({ entry, since }) => isClosedFor(entry, since));
    for (const waiter of late)
      waiter.turnAway(new GateTimeout(now - waiter.since, admission.askedUntil - now));
  };

  const startWaiting = (): void => {
    turnAway(clock.monotonic());
    while (queue.length > 0) {
      const now = clock.monotonic();
      const at = admission.opensAt;
      if (at > now) {
        if (at === Number.POSITIVE_INFINITY) stopTimer();
        else wakeAt(at, now);
        return;
      }
      const waiter = queue.shift() as Waiter;
      waiter.start(start(now, waiter.entry));
    }
    stopTimer();
  };

  const start = (startedAt: number, entry: Entry | undefined): Pass => {
    const admitted = admission.start(startedAt, entry);
    let over = false;
    return {
      done(outcome, retryAfterMs) {
        if (over) return;
        over = true;
        admitted.done(clock.monotonic(), outcome, retryAfterMs);
        startWaiting();
      },
    };
  };

  return {
    enter(signal, entry) {
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const since = clock.monotonic();
        const leave = (reason: unknown): void => {
          stopWaiting();
          queue.splice(queue.indexOf(waiter), 1);
          reject(reason);
          if (queue.length === 0) stopTimer();
        };
        const waiter: Waiter = {
          entry,
          since,
          start(pass) {
            stopWaiting();
            resolve(pass);
          },
          turnAway: leave,
        };
        const stopListening = onAbort(signal, () => leave(signal.reason));
        const waitMs = entry?.waitMs ?? Number.POSITIVE_INFINITY;
        const stopLimit =
          waitMs <= LONGEST_TIMER_MS
            ? clock.after(waitMs, () => leave(new GateTimeout(clock.monotonic() - since, undefined)))
            : () => undefined;
        const stopWaiting = (): void => {
          stopListening();
          stopLimit();
        };
        queue.push(waiter);
        startWaiting();
      });
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
