import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';

/** A breaker that ten failures have opened at time 0. */
function opened() {
  const breaker = createCircuitBreaker();
  for (let i = 0; i < 10; i++) breaker.onFailed(0, breaker.onStart());
  return breaker;
}

describe('the breaker', () => {
  it('opens with the tenth failure in a row and not before', () => {
    const breaker = createCircuitBreaker();
    for (let i = 0; i < 9; i++) breaker.onFailed(0, breaker.onStart());
    expect(breaker.opensAt).toBe(Number.NEGATIVE_INFINITY);
    breaker.onFailed(0, breaker.onStart());
    expect(breaker.opensAt).toBe(5000);
  });

  it('lets nobody through while the probe is under way', () => {
    const breaker = opened();
    expect(breaker.onStart()).toBe(true);
    expect(breaker.opensAt).toBe(Number.POSITIVE_INFINITY);
    breaker.onFailed(6000, true);
    expect(breaker.opensAt).toBe(11_000);
  });

  it('is not pushed back by requests that were under way before it opened', () => {
    const breaker = opened();
    breaker.onFailed(4000, false);
    expect(breaker.opensAt).toBe(5000);
  });

  it('waits no longer in a long outage than in a short one, so that a sync goes on seconds after it', () => {
    const breaker = opened();
    for (let now = 5000; now < 600_000; now += 5000) {
      expect(breaker.opensAt).toBe(now);
      breaker.onFailed(now, breaker.onStart());
    }
    breaker.onAnswered();
    expect(breaker.opensAt).toBe(Number.NEGATIVE_INFINITY);
  });
});
