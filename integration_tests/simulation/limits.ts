import type { ConcurrencyLimit } from '../../src/http/limits/concurrency.ts';

/** A fixed limit. */
export function fixed(limit: number): ConcurrencyLimit {
  return { limit, onStart() {}, onEnd() {}, onCancelled() {} };
}

/** The usual AIMD: one more after each round of responses, a tenth less after a rejection or a failure. */
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
