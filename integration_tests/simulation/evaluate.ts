import type { ConcurrencyLimit } from '../../src/http/limits/concurrency.ts';
import { fixed } from './limits.ts';
import {
  changesOf,
  goodput,
  latency,
  peak,
  percentile,
  recovery,
  rejectedShare,
  steadySpans,
  WHOLE,
} from './measures.ts';
import type { Model } from './model.ts';
import { type Run, run } from './run.ts';

/** Result of the best fixed number of concurrent requests on a model. */
export interface Best {
  /** Goodput of the whole run in requests per second, and the smallest number within 1 % of it. */
  readonly goodput: number;
  readonly limit: number;
  /** For each steady span: the best goodput, and the latency of the smallest number within 1 % of it. */
  readonly spans: readonly { readonly goodput: number; readonly latency: number }[];
}

/** Result of one run, compared with the best fixed number. */
export interface Score {
  /** Goodput as a share of the best. */
  readonly goodput: number;
  /** Mean latency in the worst steady span, as a multiple of the optimum. */
  readonly latency: number;
  /** Seconds until 90 % of the possible goodput is reached: one entry for each change and each end of an outage. */
  readonly recovery: readonly number[];
  /** Share of responses that were rejections. */
  readonly rejected: number;
  /** Milliseconds. */
  readonly p95: number;
  readonly peak: number;
}

const SEED = 1;
const WITHIN = 0.99;

/** Runs the model with each of these numbers of concurrent requests. */
export function bestFixed(model: Model, limits: readonly number[]): Best {
  const spans = steadySpans(model);
  const tried = limits.map((limit) => {
    const done = run(model, fixed(limit), SEED);
    return {
      limit,
      goodput: goodput(done, WHOLE),
      spans: spans.map((span) => ({ goodput: goodput(done, span), latency: latency(done, span) })),
    };
  });
  const best = Math.max(...tried.map((each) => each.goodput));
  return {
    goodput: best,
    limit: tried.find((each) => each.goodput >= WITHIN * best)!.limit,
    spans: spans.map((_, i) => {
      const most = Math.max(...tried.map((each) => each.spans[i]!.goodput));
      const smallest = tried.find((each) => each.spans[i]!.goodput >= WITHIN * most)!;
      return { goodput: most, latency: smallest.spans[i]!.latency };
    }),
  };
}

function score(model: Model, best: Best, done: Run): Score {
  const spans = steadySpans(model);
  return {
    goodput: goodput(done, WHOLE) / best.goodput,
    latency: Math.max(...spans.map((span, i) => latency(done, span) / best.spans[i]!.latency)),
    recovery: changesOf(model).map((at, i) => recovery(done, at, best.spans[i + 1]!.goodput)),
    rejected: rejectedShare(done),
    p95: percentile(done, 0.95),
    peak: peak(done),
  };
}

/** Returns the scores of several runs, each with another seed. */
export function scores(
  model: Model,
  best: Best,
  limit: () => ConcurrencyLimit,
  seeds: number,
): readonly Score[] {
  return Array.from({ length: seeds }, (_, i) => score(model, best, run(model, limit(), 1000 * (i + 1))));
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
