import { describe, expect, it } from 'vitest';
import { LatencySamples } from './latency-samples.ts';

function durations(...responses: readonly (readonly [route: string, ms: number])[]) {
  const all = new LatencySamples();
  for (const [route, ms] of responses) all.add(route, ms);
  return all;
}

const many = (route: string, ms: number, count: number) =>
  Array.from({ length: count }, () => [route, ms] as const);

describe('LatencySamples', () => {
  it('returns the change of latency as a logarithm', () => {
    const { by } = durations(...many('a', 200, 100)).since(durations(...many('a', 100, 100)));
    expect(by).toBeCloseTo(Math.log(2));
  });

  it('takes latencies below 5 ms as equal, because the client itself causes such differences', () => {
    const short = durations(...many('a', 0.4, 100));
    expect(durations(...many('a', 4.9, 100)).since(short).by).toBe(0);
    expect(durations(...many('a', 10, 100)).since(short).by).toBeCloseTo(Math.log(2));
  });

  it('compares each kind of request with itself in any mixture', () => {
    const before = durations(...many('lookup', 20, 90), ...many('upload', 4000, 10));
    const after = durations(
      ...many('lookup', 20, 10),
      ...many('upload', 4000, 90),
      ...many('other', 9000, 50),
    );
    expect(after.since(before).by).toBeCloseTo(0);
  });

  it('has a smaller error with more responses, and an infinite one for kinds that it can’t compare', () => {
    const before = durations(...many('a', 100, 200));
    const [few, more] = [durations(...many('a', 100, 4)), durations(...many('a', 100, 200))];
    expect(more.since(before).error).toBeLessThan(few.since(before).error / 3);
    expect(durations(...many('b', 100, 200)).since(before).error).toBe(Number.POSITIVE_INFINITY);
  });

  it('adds the samples of another and forgets the oldest gradually', () => {
    const all = durations(...many('a', 100, 500));
    for (let i = 0; i < 20; i++) all.take(durations(...many('a', 400, 100)));
    expect(all.since(durations(...many('a', 400, 10))).by).toBeCloseTo(0, 1);
    expect(all.count).toBeLessThanOrEqual(512);
  });

  it('distinguishes at most 64 kinds, and compares further ones together', () => {
    const all = new LatencySamples();
    for (let i = 0; i < 300; i++) all.add(`route ${i}`, 100);
    expect(all.routes.size).toBeLessThanOrEqual(65);
    expect(all.routes.get('')?.count).toBe(300 - 64);
  });

  it('estimates the error from the pooled spread of both, with an assumed one that weighs four responses', () => {
    const before = durations(...many('a', 100, 3));
    const after = durations(['a', 50], ['a', 200], ['a', 50], ['a', 200]);
    const spread = (4 * Math.log(2) ** 2 + 4 * 0.3 ** 2) / (4 + 3 - 2 + 4);
    const { by, error } = after.since(before);
    expect(by).toBeCloseTo(0);
    expect(error).toBeCloseTo(Math.sqrt(spread * (1 / 4 + 1 / 3)));
    expect(before.since(after).error).toBeCloseTo(error);
  });

  it('has the same mean and spread if samples are added one by one or together', () => {
    const together = durations(['a', 10], ['a', 40]);
    together.take(durations(['a', 500], ['a', 100], ['a', 3], ['b', 7]));
    const single = durations(['a', 10], ['a', 40], ['a', 500], ['a', 100], ['a', 3], ['b', 7]);
    for (const [route, { count, mean, squares }] of single.routes) {
      expect(together.routes.get(route)?.count).toBe(count);
      expect(together.routes.get(route)?.mean).toBeCloseTo(mean);
      expect(together.routes.get(route)?.squares).toBeCloseTo(squares);
    }
    expect(together.count).toBe(single.count);
  });

  it('keeps the spread of many responses while it forgets the oldest', () => {
    const all = new LatencySamples();
    for (let i = 0; i < 3000; i++) all.add('a', i % 2 === 0 ? 50 : 200);
    const { count, squares } = all.routes.get('a')!;
    expect(count).toBe(512);
    expect(Math.sqrt(squares / count)).toBeCloseTo(Math.log(2), 2);
  });
});
