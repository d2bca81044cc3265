import type { RequestOutcome } from './request-outcome.ts';

/** The permission to send one request. `done` must be called exactly once, also after a failure. */
export interface Pass {
  /**
   * Records how the request ended. `cancelled` has no effect on the limits. `retryAfterMs` closes the gate, with any
   * outcome.
   */
  done(outcome: RequestOutcome | 'cancelled', retryAfterMs?: number): void;
}
