import type { ConcurrencyLimit } from '../limits/concurrency.ts';
import type { EndedRequest } from '../limits/request-outcome.ts';

type Limited = Pick<ConcurrencyLimit, 'limit' | 'onStart' | 'onEnd'>;

/** How the requests of a round end. */
export interface Round extends Partial<Pick<EndedRequest, 'outcome' | 'timeoutMs' | 'limitWhenSent'>> {
  /** Latency, in milliseconds; the requests of the round take the values of a list in turn. */
  readonly takes: number | readonly number[];
  /** Number of requests; as many as the limit allows by default. */
  readonly sent?: number;
}

/** Sends requests in rounds, in virtual time: all at once, and the next ones when the last one has ended. */
export class Rounds {
  now = 0;
  /** Changes of the limit: the time of each, and the new value. */
  readonly changes: (readonly [now: number, limit: number])[] = [];
  private readonly limited: Limited;

  constructor(limited: Limited) {
    this.limited = limited;
  }

  send({ takes, sent = this.limited.limit, outcome = 'ok', ...more }: Round): void {
    const { limited, now: startedAt } = this;
    const latencies = typeof takes === 'number' ? [takes] : takes;
    const ended = { startedAt, limitWhenSent: limited.limit, outcome, ...more };
    const all = Array.from({ length: sent }, (_, i) => latencies[i % latencies.length]!);
    for (const _ of all) limited.onStart(startedAt);
    for (const ms of all.sort((a, b) => a - b)) {
      const before = limited.limit;
      this.now = startedAt + ms;
      limited.onEnd(this.now, ended);
      if (limited.limit !== before) this.changes.push([this.now, limited.limit]);
    }
  }

  /** Sends rounds until a time; `round` returns what the requests of the next one do at a limit. */
  sendUntil(until: number, round: (limit: number) => Round): void {
    while (this.now < until) this.send(round(this.limited.limit));
  }
}
