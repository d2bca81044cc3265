import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';

/** A breaker that ten failures have opened at time 0. */
function opened() {
  const breaker = createCircuitBreaker();
  for (let i = 0; i < 10; i++) breaker.onFailed(0, breaker.onStart());
  return breaker;
}

describe('the circuit breaker', () => {
  it('opens at the tenth failure in a row', () => {
    const breaker = createCircuitBreaker();
    for (let i = 0; i < 9; i++) breaker.onFailed(0, breaker.onStart());
    expect(breaker.opensAt).toBe(Number.NEGATIVE_INFINITY);
    breaker.onFailed(0, breaker.onStart());
    expect(breaker.opensAt).toBe(5000);
  });

  it('admits no request while the probe is running', () => {
    const breaker = opened();
    expect(breaker.onStart()).toBe(true);
    expect(breaker.opensAt).toBe(Number.POSITIVE_INFINITY);
    breaker.onFailed(6000, true);
    expect(breaker.opensAt).toBe(11_000);
  });

  it('does not wait longer because of requests that started before it opened', () => {
    const breaker = opened();
    breaker.onFailed(4000, false);
    expect(breaker.opensAt).toBe(5000);
  });

  it('keeps waiting for the probe if a request that started before it opened is cancelled', () => {
    const breaker = opened();
    breaker.onStart();
    breaker.onCancelled(false);
    expect(breaker.opensAt).toBe(Number.POSITIVE_INFINITY);
    breaker.onCancelled(true);
    expect(breaker.opensAt).toBe(5000);
  });

  it('keeps the same pause in a long outage, so that a sync continues seconds after it', () => {
    const breaker = opened();
    for (let now = 5000; now < 600_000; now += 5000) {
      expect(breaker.opensAt).toBe(now);
      breaker.onFailed(now, breaker.onStart());
    }
    breaker.onResponse();
    expect(breaker.opensAt).toBe(Number.NEGATIVE_INFINITY);
  });
});
