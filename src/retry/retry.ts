import type { Clock } from '../clock.ts';
import { ConnectorError } from '../errors.ts';
import type { Random } from '../random.ts';
import { formatDuration, formatWait } from '../text/format-duration.ts';
import { RETRY_BUDGET_MS, timeLimit, withGateLimit } from './time-limit.ts';

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** Shortest wait after a rate limit without a usable `Retry-After`. */
const RATE_LIMIT_FLOOR_MS = 1000;

/**
 * Shortest time that a repeated request may wait at the gate, also near the end of the budget: the queue for the pace is
 * short.
 */
const MIN_GATE_WAIT_MS = 30_000;

/** Shortest rest of an enclosing time limit for a repetition. In less time it would fail for lack of time. */
const MIN_ATTEMPT_MS = 1_000;

/** Code of the error of a request that was not sent before its time ended. */
const NO_TURN = 'ERR_NO_TURN';

/**
 * Returns the milliseconds to wait after the failed attempt number `attempt` (0 is the first): full jitter over a doubling range,
 * up to `maxMs` (30 seconds). The provider's `Retry-After` is a lower bound; the jitter is added to it, so that waiting requests
 * do not return together.
 */
export function backoffMs(attempt: number, random: Random, retryAfterMs = 0, maxMs = MAX_BACKOFF_MS): number {
  return retryAfterMs + random() * Math.min(maxMs, FIRST_BACKOFF_MS * 2 ** attempt);
}

/** Returns the shortest wait after a failure, in milliseconds. */
export function minWaitMs({ kind, retryAfterMs }: Pick<ConnectorError, 'kind' | 'retryAfterMs'>): number {
  return retryAfterMs || (kind === 'rate_limit' ? RATE_LIMIT_FLOOR_MS : 0);
}

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Milliseconds for repetitions, from the first failure; 15 minutes by default. The number of attempts is unlimited. */
  readonly budgetMs?: number;
  /** Longest wait in milliseconds beside a `Retry-After`; 30 seconds by default. */
  readonly maxBackoffMs?: number;
  /** Longest `Retry-After` in milliseconds; a longer one fails at once. Unlimited by default. */
  readonly maxWaitMs?: number;
  /** Returns whether a retryable error may be repeated; every one by default. */
  readonly mayRepeat?: (error: ConnectorError) => boolean;
  /** Called before each wait; the returned function is called after it. */
  readonly onRetry?: (error: ConnectorError, waitMs: number) => (() => void) | undefined;
}

/**
 * Returns how long requests of an attempt may wait at the gate; `left` is the rest of the retry time. In the first
 * attempt a request may wait for the pace without a limit.
 */
function gateLimitFor(
  left: number,
  isFirst: boolean,
): { readonly closedMs: number; readonly waitMs: number } {
  return { closedMs: left, waitMs: isFirst ? Number.POSITIVE_INFINITY : Math.max(left, MIN_GATE_WAIT_MS) };
}

/**
 * Repeats an attempt after retryable `ConnectorError`s, until it succeeds or the time is used up. Then it throws the last
 * error as `exhausted`, with a sentence about how long it was tried. Any other error is thrown unchanged. If the signal
 * aborts, a wait ends at once and the signal's reason is thrown. Requests of an attempt wait at the gate no longer than the
 * time that is left; an enclosing `withTimeLimit` shortens that time. A repetition that was not sent for lack of time does not
 * replace the error before it.
 */
export async function withRetry<T>(attempt: (n: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, random, signal, maxWaitMs = Number.POSITIVE_INFINITY } = options;
  const budgetMs = options.budgetMs ?? RETRY_BUDGET_MS;
  let firstFailure: number | undefined;
  let last: ConnectorError | undefined;
  for (let n = 0; ; n++) {
    signal.throwIfAborted();
    const elapsedBefore = firstFailure === undefined ? 0 : clock.monotonic() - firstFailure;
    try {
      return await withGateLimit(gateLimitFor(Math.max(0, budgetMs - elapsedBefore), n === 0), () =>
        attempt(n),
      );
    } catch (thrown) {
      if (last && thrown instanceof ConnectorError && thrown.code === NO_TURN)
        throw exhaustedError(last, clock.monotonic() - firstFailure!);
      if (!(thrown instanceof ConnectorError) || !thrown.retryable) throw thrown;
      if (options.mayRepeat?.(thrown) === false) throw thrown;
      signal.throwIfAborted();
      last = thrown;
      firstFailure ??= clock.monotonic();
      const elapsed = clock.monotonic() - firstFailure;
      const left = Math.min(budgetMs - elapsed, timeLimit(clock).totalMs - MIN_ATTEMPT_MS);
      const atLeast = minWaitMs(thrown);
      if (left <= 0) throw exhaustedError(thrown, elapsed);
      if (atLeast > Math.min(left, maxWaitMs)) {
        throw thrown.retryAfterMs === undefined
          ? exhaustedError(thrown, elapsed)
          : waitTooLongError(thrown, formatWait(atLeast, clock.wall()));
      }
      // The last wait ends with the retry time, so that all of it is used.
      const wait = Math.min(left, backoffMs(n, random, atLeast, options.maxBackoffMs));
      const resumed = options.onRetry?.(thrown, wait);
      try {
        await clock.sleep(wait, signal);
      } finally {
        resumed?.();
      }
    }
  }
}

function exhaustedError(error: ConnectorError, elapsed: number): ConnectorError {
  const tried =
    elapsed > 0
      ? `It was tried again for ${formatDuration(elapsed)}, without success.`
      : 'It was not tried again.';
  return error.with({ exhausted: true, message: `${error.message} ${tried}` });
}

function waitTooLongError(error: ConnectorError, wait: string): ConnectorError {
  return error.with({
    exhausted: true,
    message: `${error.message} The provider asks to wait ${wait}, and the retry time ends before that. Try again after that time.`,
  });
}
