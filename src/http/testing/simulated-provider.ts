import { createConcurrencyLimit } from '../limits/concurrency.ts';
import type { RequestOutcome } from '../limits/request-outcome.ts';

/** Returns how a simulated provider handles a request that arrives while `underWay` others are running. */
export type Behaviour = (
  underWay: number,
  now: number,
) => { readonly outcome: RequestOutcome; readonly takes: number };

interface Observed {
  readonly limit: number;
  readonly now: number;
}

/**
 * Keeps as many requests running as the limit allows, in virtual time, against a simulated provider. Returns the
 * limit after every response, and the number of requests per outcome.
 */
export function simulate(max: number, behaviour: Behaviour, untilMs: number) {
  const controller = createConcurrencyLimit({ max });
  const underWay: { at: number; startedAt: number; limitWhenSent: number; outcome: RequestOutcome }[] = [];
  const limits: Observed[] = [{ now: 0, limit: controller.limit }];
  const counts = { ok: 0, throttled: 0, failed: 0 };
  let now = 0;
  while (now <= untilMs) {
    while (underWay.length < controller.limit) {
      const { outcome, takes } = behaviour(underWay.length, now);
      underWay.push({ at: now + takes, startedAt: now, limitWhenSent: controller.limit, outcome });
      controller.onStart(now);
    }
    underWay.sort((a, b) => a.at - b.at);
    const ended = underWay.shift();
    if (ended === undefined) break;
    now = ended.at;
    counts[ended.outcome] += 1;
    controller.onEnd(now, ended);
    limits.push({ now, limit: controller.limit });
  }
  return { limits, counts, limit: controller.limit };
}
