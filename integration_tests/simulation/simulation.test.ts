import { describe, expect, it } from 'vitest';
import { createConcurrencyLimit } from '../../src/http/limits/concurrency.ts';
import { depth } from '../../src/testing/depth.ts';
import { bestFixed, mean, type Score, scores } from './evaluate.ts';
import { MODELS, type Model, UNSEEN } from './model.ts';

const MAX = 64;
const SEEDS = depth(1, 5);
/** Fixed limits to compare with. `npm run simulate` tries every number up to 64; the nightly tier adds `MORE`. */
const FEW = [1, 2, 4, 6, 10, 16, 24, 40, 64];
const MORE = [3, 5, 7, 8, 9, 11, 12, 13, 14, 18, 20, 30, 32, 48, 56];
const LIMITS = [...FEW, ...MORE.slice(0, depth(0, MORE.length))].toSorted((a, b) => a - b);

const results = new Map<Model, readonly Score[]>();

function scoresOf(model: Model): readonly Score[] {
  const known = results.get(model);
  if (known) return known;
  const found = scores(model, bestFixed(model, LIMITS), () => createConcurrencyLimit({ max: MAX }), SEEDS);
  results.set(model, found);
  return found;
}

const steps = MODELS.filter(({ changes }) => changes !== undefined);
const outages = MODELS.filter((model) => model.outages !== undefined);

describe('the concurrency limit against every modelled provider', () => {
  it.each(MODELS)('$name: at least 90 % of the goodput of the best fixed number', (model) => {
    expect(mean(scoresOf(model).map(({ goodput }) => goodput))).toBeGreaterThanOrEqual(0.9);
  });

  it.each(MODELS)('$name: at most 1.5 times the optimal latency', (model) => {
    expect(mean(scoresOf(model).map(({ latency }) => latency))).toBeLessThanOrEqual(1.5);
  });

  it.each(MODELS)('$name: no single run is much worse', (model) => {
    for (const { goodput } of scoresOf(model)) expect(goodput).toBeGreaterThanOrEqual(0.8);
  });
});

/**
 * Exceptions to the promises, with the figure that is met. A bucket of a quarter of a second of requests is empty
 * by chance: using the whole rate causes permanent rejections, like with the best fixed number; a
 * configured pace solves this. Three minutes are only sixty responses of three seconds, and finding the limit takes a large
 * part of them.
 */
const MISSES: Readonly<Record<string, { readonly goodput: number; readonly latency: number }>> = {
  '20/s, small burst, no header': { goodput: 0.75, latency: 1.5 },
  '100/s, small burst, Retry-After 1 s': { goodput: 0.8, latency: 1.5 },
  'queue, 20 workers, 3 s': { goodput: 0.85, latency: 2.2 },
  'queue, 2 workers, 0.5 s': { goodput: 0.9, latency: 1.7 },
};

describe('the concurrency limit against models that were not used to choose its constants', () => {
  it.each(UNSEEN)('$name: meets the promises, or the documented exception', (model) => {
    const promised = MISSES[model.name] ?? { goodput: 0.9, latency: 1.5 };
    expect(mean(scoresOf(model).map(({ goodput }) => goodput))).toBeGreaterThanOrEqual(promised.goodput);
    expect(mean(scoresOf(model).map(({ latency }) => latency))).toBeLessThanOrEqual(promised.latency);
  });
});

describe('the share of rejected requests', () => {
  it.each(MODELS.filter(({ rejectsAbove }) => rejectsAbove !== undefined))(
    '$name: at most 1 % rejected',
    (model) => {
      expect(mean(scoresOf(model).map(({ rejected }) => rejected))).toBeLessThanOrEqual(0.01);
    },
  );

  it.each(MODELS.filter(({ rate }) => rate && rate.perSecond >= 5 && rate.retryAfterS))(
    '$name: at most 5 % rejected',
    (model) => {
      expect(mean(scoresOf(model).map(({ rejected }) => rejected))).toBeLessThanOrEqual(0.05);
    },
  );
});

describe('the concurrency limit is back at 90 % of the possible goodput', () => {
  it.each(outages)('$name: within 10 seconds of its end', (model) => {
    for (const { recovery } of scoresOf(model)) {
      for (const seconds of recovery) expect(seconds).toBeLessThanOrEqual(10);
    }
  });

  it.each(steps)('$name: within 30 seconds of the step', (model) => {
    for (const { recovery } of scoresOf(model)) {
      for (const seconds of recovery) expect(seconds).toBeLessThanOrEqual(30);
    }
  });
});

it('a simulation with the same seed gives the same figures', () => {
  const model = MODELS.find(({ workers }) => workers === 8)!;
  const again = scores(model, bestFixed(model, LIMITS), () => createConcurrencyLimit({ max: MAX }), SEEDS);
  expect(again).toEqual(scoresOf(model));
});
