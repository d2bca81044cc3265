import type { RequestOutcome } from '../../src/http/limits/request-outcome.ts';
import type { Random } from '../../src/random.ts';
import type { Conditions, Model, Outage, Service } from './model.ts';
import type { Timeline } from './timeline.ts';

export interface ModelResponse {
  readonly outcome: RequestOutcome;
  readonly retryAfterMs?: number;
}

export interface Provider {
  /** Handles a request; calls back once in virtual time, or never. */
  receive(response: (response: ModelResponse) => void): void;
}

const REJECTION_MS = 20;
const MINUTE_MS = 60_000;

/** Simulates a provider by its model. */
export function createProvider(model: Model, timeline: Timeline, random: Random): Provider {
  let conditions: Conditions = model;
  let outage: Outage | undefined;
  let underWay = 0;
  let busy = 0;
  const queue: (() => void)[] = [];
  const allows = createAllowance(model);

  const work = (): void => {
    while (queue.length > 0 && busy < (conditions.workers ?? Number.POSITIVE_INFINITY)) {
      busy += 1;
      queue.shift()!();
    }
  };

  for (const { atS, ...change } of model.changes ?? []) {
    timeline.at(atS * 1000, () => {
      conditions = { ...conditions, ...change };
      work();
    });
  }
  for (const each of model.outages ?? []) {
    timeline.at(each.fromS * 1000, () => {
      outage = each;
    });
    timeline.at(each.toS * 1000, () => {
      outage = undefined;
    });
  }

  const slower = (): number => {
    const { ramp } = model;
    if (ramp === undefined) return 1;
    const share = Math.min(1, Math.max(0, (timeline.now / 1000 - ramp.fromS) / (ramp.toS - ramp.fromS)));
    return 1 + share * (ramp.times - 1);
  };

  const serve = (response: (response: ModelResponse) => void): void => {
    underWay += 1;
    queue.push(() => {
      const takes = draw(conditions.service, random) * slower();
      timeline.at(timeline.now + takes, () => {
        underWay -= 1;
        busy -= 1;
        response({ outcome: random() < (model.failing ?? 0) ? 'failed' : 'ok' });
        work();
      });
    });
    work();
  };

  return {
    receive(response) {
      const after = (ms: number, what: ModelResponse): void =>
        timeline.at(timeline.now + ms, () => response(what));
      if (outage) {
        if (outage.how === 'rejects') after(REJECTION_MS, { outcome: 'failed' });
        if (outage.how === 'times out') after(10_000, { outcome: 'failed' });
        return;
      }
      if (underWay >= (conditions.rejectsAbove ?? Number.POSITIVE_INFINITY)) {
        after(REJECTION_MS, { outcome: 'throttled' });
        return;
      }
      const waitMs = allows(timeline.now);
      if (waitMs === 0) serve(response);
      else
        after(REJECTION_MS, { outcome: 'throttled', ...(waitMs !== undefined && { retryAfterMs: waitMs }) });
    },
  };
}

/** Counts the request for rate and quota. Returns 0 when it is within them, else the time to wait if the provider names it. */
function createAllowance({ rate, quota }: Model): (now: number) => number | undefined {
  let tokens = rate?.burst ?? 0;
  let filledAt = 0;
  let minute = 0;
  let used = 0;
  return (now) => {
    if (rate) {
      tokens = Math.min(rate.burst, tokens + ((now - filledAt) / 1000) * rate.perSecond);
      filledAt = now;
      if (tokens < 1) return rate.retryAfterS === undefined ? undefined : rate.retryAfterS * 1000;
      tokens -= 1;
    }
    if (quota) {
      const current = Math.floor(now / MINUTE_MS);
      if (current > minute) used = 0;
      minute = current;
      if (used >= quota.perMinute) return quota.isAnnounced ? (current + 1) * MINUTE_MS - now : undefined;
      used += 1;
    }
    return 0;
  };
}

/** Time to process one request, in milliseconds. */
function draw(service: Service, random: Random): number {
  if (service.is === 'constant') return service.ms;
  if (service.is === 'bimodal') return random() < service.share ? service.slowMs : service.ms;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return service.ms * Math.exp(service.sigma * normal);
}
