import { createHillClimb } from './hill-climb.ts';
import { createRejectionCeiling } from './rejection-ceiling.ts';
import type { EndedRequest } from './request-outcome.ts';

/** Adapts the number of concurrent requests to the provider. It reads no clock: times, in milliseconds, are passed in. */
export interface ConcurrencyLimit {
  /** Current limit of concurrent requests; from 1 to the maximum. */
  readonly limit: number;
  onStart(now: number): void;
  onEnd(now: number, ended: EndedRequest): void;
  /** Records the end of a request that was cancelled. */
  onCancelled(): void;
}

const RECENT = 50;
/** Responses that take more than this share of their time limit are too slow. */
const SLOW_SHARE = 0.5;
/** Round trips within which a rejection shows that the limit was wrong; a limit that worked for longer is nearly right. */
const RECENT_TRIPS = 10;
const WITHOUT_SUCCESS_MS = 5000;

/**
 * Two signals set the limit. Responses that slow down as it grows show that requests queue: the hill climb searches the limit
 * from which they do. A rate limit of the provider lowers it and is remembered as a ceiling. Other failures do not affect
 * concurrency unless most requests fail.
 */
export function createConcurrencyLimit({ max }: { readonly max: number }): ConcurrencyLimit {
  const ceiling = createRejectionCeiling();
  const hillClimb = createHillClimb({ max, allows: ceiling.allows });
  let recent: boolean[] = [];
  let slowShare: number | undefined;
  /** Whether a request succeeded since the limit was lowered; and the start of a time without successes, with the limit then. */
  let hasSucceeded = true;
  let withoutSuccess: { readonly since: number; readonly limit: number } | undefined;

  /** Only a request that was sent after the last decrease can cause another, and not within one round trip. */
  const mayLower = (now: number, startedAt: number): boolean =>
    startedAt >= hillClimb.loweredAt && now - hillClimb.loweredAt >= hillClimb.roundTrip;

  const lower = (now: number, to: number): void => hillClimb.moveTo(now, Math.min(hillClimb.limit, to));

  const succeeded = (now: number, { startedAt, timeoutMs }: EndedRequest): void => {
    const share = timeoutMs === undefined ? 0 : (now - startedAt) / timeoutMs;
    slowShare = slowShare === undefined ? share : slowShare + (share - slowShare) / hillClimb.limit;
    if (slowShare > SLOW_SHARE && mayLower(now, startedAt))
      return lower(now, Math.floor(hillClimb.limit * 0.9));
    if (startedAt < hillClimb.loweredAt) return;
    hasSucceeded = true;
    // Decreases while all requests were rejected are unrelated to concurrency, so they are undone.
    if (withoutSuccess && now - withoutSuccess.since >= WITHOUT_SUCCESS_MS)
      hillClimb.moveTo(now, withoutSuccess.limit);
    withoutSuccess = undefined;
  };

  const throttled = (now: number, { startedAt, limitWhenSent }: EndedRequest): void => {
    if (!mayLower(now, startedAt)) return;
    const { limit, roundTrip } = hillClimb;
    if (!hasSucceeded) {
      withoutSuccess ??= { since: now, limit };
      return lower(now, Math.floor(limit / 2));
    }
    hasSucceeded = false;
    const at = Math.min(limitWhenSent, limit);
    lower(now, ceiling.hit(now, at, now - hillClimb.setAt < RECENT_TRIPS * roundTrip, roundTrip));
  };

  const mostFail = (now: number, { startedAt, outcome }: EndedRequest): void => {
    recent.push(outcome === 'failed');
    if (recent.length > RECENT) recent.shift();
    if (outcome !== 'failed' || recent.length < RECENT || !mayLower(now, startedAt)) return;
    if (recent.filter(Boolean).length * 2 <= RECENT) return;
    recent = [];
    lower(now, Math.floor(hillClimb.limit * 0.8));
  };

  return {
    get limit() {
      return hillClimb.limit;
    },
    onStart: (now) => hillClimb.onStart(now),
    onEnd(now, ended) {
      hillClimb.onEnd(now, ended);
      if (ended.outcome === 'ok') succeeded(now, ended);
      else if (ended.outcome === 'throttled') throttled(now, ended);
      mostFail(now, ended);
    },
    onCancelled: () => hillClimb.onCancelled(),
  };
}
