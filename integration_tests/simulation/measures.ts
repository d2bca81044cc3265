import { type Model, type Outage, SECONDS, TIMEOUT_MS } from './model.ts';
import type { Run } from './run.ts';

/** A span of seconds; its end is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Seconds after the start or a change for which latency is not judged. */
const SETTLING_S = 20;
/** Seconds over which goodput is averaged. */
const OVER_S = 5;

export const WHOLE: Span = { from: 0, to: SECONDS };

/**
 * Returns the time at which an outage ends for the client. A request that hangs looks like a slow one, and keeps its place until
 * its timeout.
 */
function endOf({ fromS, toS, how }: Outage): number {
  return how === 'hangs' ? Math.max(toS, fromS + TIMEOUT_MS / 1000) : toS;
}

/** Returns the times in seconds at which the provider recovers or its capacity changes. */
export function changesOf({ changes = [], outages = [] }: Model): number[] {
  return [...changes.map(({ atS }) => atS), ...outages.map(endOf)];
}

/** Returns the spans between changes, without the first seconds of each and without outages. */
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

/** Successful requests per second. */
export function goodput({ seconds }: Run, { from, to }: Span): number {
  let ok = 0;
  for (let s = from; s < to; s++) ok += seconds[s]!.ok;
  return ok / (to - from);
}

/** Mean duration of successful requests, in milliseconds. */
export function latency({ seconds }: Run, { from, to }: Span): number {
  let ok = 0;
  let sum = 0;
  for (let s = from; s < to; s++) {
    ok += seconds[s]!.ok;
    sum += seconds[s]!.latency;
  }
  return sum / ok;
}

/** Share of responses that were rate-limit rejections. */
export function rejectedShare({ seconds }: Run): number {
  const sum = (of: 'ok' | 'rejected' | 'failed') => seconds.reduce((all, second) => all + second[of], 0);
  const rejected = sum('rejected');
  return rejected / (rejected + sum('ok') + sum('failed'));
}

export function percentile({ latencies }: Run, share: number): number {
  return latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * share)] ?? Number.NaN;
}

export function peak({ seconds }: Run): number {
  return Math.max(...seconds.map((second) => second.peak));
}

/** Seconds after a moment until the goodput of the following seconds first reaches 90 % of the possible one. */
export function recovery(run: Run, from: number, possible: number): number {
  for (let s = from; s + OVER_S <= SECONDS; s++) {
    if (goodput(run, { from: s, to: s + OVER_S }) >= 0.9 * possible) return s - from;
  }
  return Number.POSITIVE_INFINITY;
}
