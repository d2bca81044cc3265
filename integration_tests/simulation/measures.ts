import { type Model, type Outage, SECONDS, TIMEOUT_MS } from './model.ts';
import type { Run } from './run.ts';

/** Seconds from one on, up to and without another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How long after the start or a change nothing is asked of the latency. */
const SETTLING_S = 20;
/** Goodput is judged over so many seconds. */
const OVER_S = 5;

export const WHOLE: Span = { from: 0, to: SECONDS };

/**
 * When an outage is over for the client. A request that hangs looks like one that is slow, and holds its place until it
 * is given up: nothing but the time-out can tell.
 */
function endOf({ fromS, toS, how }: Outage): number {
  return how === 'hangs' ? Math.max(toS, fromS + TIMEOUT_MS / 1000) : toS;
}

/** When the provider becomes able to do its work again, or another amount of it, in seconds. */
export function changesOf({ changes = [], outages = [] }: Model): number[] {
  return [...changes.map(({ atS }) => atS), ...outages.map(endOf)];
}

/** The times between changes, without the first seconds of each and without outages. */
export function steadySpans(model: Model): Span[] {
  const ends = [
    ...(model.changes ?? []).map(({ atS }) => atS),
    ...(model.outages ?? []).map(({ fromS }) => fromS),
  ];
  return [0, ...changesOf(model)].map((from) => ({
    from: from + SETTLING_S,
    to: Math.min(SECONDS, ...ends.filter((end) => end > from)),
  }));
}

/** Requests that succeeded, a second. */
export function goodput({ seconds }: Run, { from, to }: Span): number {
  let ok = 0;
  for (let s = from; s < to; s++) ok += seconds[s]!.ok;
  return ok / (to - from);
}

/** The mean duration of the requests that succeeded, in milliseconds. */
export function latency({ seconds }: Run, { from, to }: Span): number {
  let ok = 0;
  let sum = 0;
  for (let s = from; s < to; s++) {
    ok += seconds[s]!.ok;
    sum += seconds[s]!.latency;
  }
  return sum / ok;
}

/** The share of answers that were refusals for the rate. */
export function refusedShare({ seconds }: Run): number {
  const sum = (of: 'ok' | 'refused' | 'failed') => seconds.reduce((all, second) => all + second[of], 0);
  const refused = sum('refused');
  return refused / (refused + sum('ok') + sum('failed'));
}

export function percentile({ latencies }: Run, share: number): number {
  return latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * share)] ?? Number.NaN;
}

export function peak({ seconds }: Run): number {
  return Math.max(...seconds.map((second) => second.peak));
}

/** How many seconds after a moment the goodput of the following seconds is 90 % of what is possible for the first time. */
export function recovery(run: Run, from: number, possible: number): number {
  for (let s = from; s + OVER_S <= SECONDS; s++) {
    if (goodput(run, { from: s, to: s + OVER_S }) >= 0.9 * possible) return s - from;
  }
  return Number.POSITIVE_INFINITY;
}
