import type { ConcurrencyLimit } from '../../src/http/limits/concurrency.ts';

/** The same number at all times. */
export function fixed(limit: number): ConcurrencyLimit {
  return { limit, onStart() {}, onEnd() {}, onCancelled() {} };
}

/** What is usual: one more after each round of answers, a tenth less after a refusal or a failure. */
export function aimd(max: number): ConcurrencyLimit {
  let limit = 2;
  return {
    get limit() {
      return Math.floor(limit);
    },
    onStart() {},
    onEnd(_, { outcome }) {
      limit = outcome === 'ok' ? Math.min(max, limit + 1 / limit) : Math.max(1, limit * 0.9);
    },
    onCancelled() {},
  };
}
