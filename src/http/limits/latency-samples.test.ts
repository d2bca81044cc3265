import { describe, expect, it } from 'vitest';
import { LatencySamples } from './latency-samples.ts';

function durations(...answers: readonly (readonly [route: string, ms: number])[]) {
  const all = new LatencySamples();
  for (const [route, ms] of answers) all.add(route, ms);
  return all;
}

const many = (route: string, ms: number, count: number) =>
  Array.from({ length: count }, () => [route, ms] as const);

describe('LatencySamples', () => {
  it('returns the change of latency as a logarithm', () => {
    const { by } = durations(...many('a', 200, 100)).since(durations(...many('a', 100, 100)));
    expect(by).toBeCloseTo(Math.log(2));
  });

  it('compares each kind of request with itself in any mixture', () => {
    const before = durations(...many('look-up', 20, 90), ...many('upload', 4000, 10));
    const after = durations(
      ...many('look-up', 20, 10),
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

  it('distinguishes at most 64 kinds', () => {
    const all = new LatencySamples();
    for (let i = 0; i < 1000; i++) all.add(`route ${i}`, 100);
    expect(all.routes.size).toBeLessThanOrEqual(65);
  });
});
