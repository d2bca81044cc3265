import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import { formatDuration, formatWait } from '../text/format-duration.ts';
import { timeLimit, withGateLimit } from './time-limit.ts';

const BASE_MS = 500;
const CAP_MS = 30_000;
/** The least wait after a refusal for the rate that names no time, or an unusable one. */
const RATE_LIMIT_FLOOR_MS = 1000;

/** How long one attempt is repeated, counted from its first failure. */
export const RETRY_BUDGET_MS = 15 * 60_000;
/** The least time for a turn at the gate in the last attempts: the queue for the pace is short, and worth waiting for. */
const LEAST_TURN_MS = 30_000;

/** A number in [0, 1). */
export type Random = () => number;

/**
 * How long to wait after the failed attempt number `attempt` (0 is the first): full jitter over a doubling range.
 * What the provider asked for is a lower bound; jitter is added to it, so that waiters do not return together.
 */
export function backoffMs(attempt: number, random: Random, retryAfterMs?: number): number {
  return (retryAfterMs ?? 0) + random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
}

/** What the wait after a failure may not be shorter than, in milliseconds. */
export function minWaitMs({ kind, retryAfterMs }: Pick<ConnectorError, 'kind' | 'retryAfterMs'>): number {
  return retryAfterMs || (kind === 'rate_limit' ? RATE_LIMIT_FLOOR_MS : 0);
}

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** How long to go on after the first failure, in milliseconds; 15 minutes by default. Attempts are not counted. */
  readonly budgetMs?: number;
  /** The longest wait that a provider may ask for. A longer one gives up at once. */
  readonly maxWaitMs?: number;
  /** Says which transient failures may be repeated at all; every one when absent. */
  readonly mayRepeat?: (error: ConnectorError) => boolean;
  /** Called before each wait; what it returns is called when the wait is over. */
  readonly onRetry?: (error: ConnectorError, waitMs: number) => (() => void) | undefined;
}

/**
 * How long the requests of an attempt may wait at the gate. `left` is what is left of the time for repetitions. Before the first
 * failure a request has as much time for its turn as the pace takes.
 */
function turnWithin(left: number, isFirst: boolean): { readonly closedMs: number; readonly waitMs: number } {
  return { closedMs: left, waitMs: isFirst ? Number.POSITIVE_INFINITY : Math.max(left, LEAST_TURN_MS) };
}

/**
 * Repeats what throws a retryable ConnectorError until it succeeds or its time is used up. Then the last error is
 * thrown as `exhausted`, with a sentence that says for how long it was tried. Everything else is thrown as it is.
 * Aborting ends a wait at once and throws the signal's reason. No request of an attempt waits at the gate for longer than the time
 * that is left, and an enclosing `within` shortens that time.
 */
export async function withRetry<T>(attempt: (n: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, random, signal, maxWaitMs = Number.POSITIVE_INFINITY } = options;
  const budgetMs = options.budgetMs ?? RETRY_BUDGET_MS;
  let firstFailure: number | undefined;
  for (let n = 0; ; n++) {
    signal.throwIfAborted();
    const elapsedBefore = firstFailure === undefined ? 0 : clock.monotonic() - firstFailure;
    try {
      return await withGateLimit(turnWithin(Math.max(0, budgetMs - elapsedBefore), n === 0), () =>
        attempt(n),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError) || !thrown.retryable) throw thrown;
      if (options.mayRepeat?.(thrown) === false) throw thrown;
      signal.throwIfAborted();
      firstFailure ??= clock.monotonic();
      const elapsed = clock.monotonic() - firstFailure;
      const left = Math.min(budgetMs - elapsed, timeLimit(clock).totalMs);
      const atLeast = minWaitMs(thrown);
      if (left <= 0) throw givenUp(thrown, elapsed);
      if (atLeast > Math.min(left, maxWaitMs)) {
        throw thrown.retryAfterMs === undefined
          ? givenUp(thrown, elapsed)
          : tooLong(thrown, formatWait(atLeast, clock.wall()));
      }
      // The last wait ends with the budget, so that all of it is used.
      const wait = Math.min(left, backoffMs(n, random, atLeast));
      const resumed = options.onRetry?.(thrown, wait);
      try {
        await clock.sleep(wait, signal);
      } finally {
        resumed?.();
      }
    }
  }
}

function givenUp(error: ConnectorError, elapsed: number): ConnectorError {
  const tried =
    elapsed > 0
      ? `It was tried again for ${formatDuration(elapsed)}, without success.`
      : 'It was not tried again.';
  return error.with({ exhausted: true, message: `${error.message} ${tried}` });
}

function tooLong(error: ConnectorError, asked: string): ConnectorError {
  return error.with({
    exhausted: true,
    message: `${error.message} It asks to wait ${asked}, which is longer than this sync may wait. Run it again after that time.`,
  });
}
