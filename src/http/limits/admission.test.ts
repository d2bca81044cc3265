import { describe, expect, it } from 'vitest';
import { type AdmissionOptions, createAdmission } from './admission.ts';

/** An admission with a fixed concurrency limit, and the calls that it makes to it. */
function setUp({ limit = 8, ...options }: Partial<AdmissionOptions> & { readonly limit?: number } = {}) {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    (...values: unknown[]): void =>
      void calls.push([name, ...values]);
  const concurrency = {
    limit,
    onStart: record('start'),
    onEnd: record('end'),
    onCancelled: record('cancelled'),
  };
  const admission = createAdmission({ concurrency, random: () => 0, intervalMs: 0, ...options });
  return { admission, calls };
}

describe('the admission', () => {
  it('reports each request to the concurrency limit: its start, and its end or its cancellation', () => {
    const { admission, calls } = setUp();
    const first = admission.start(10, { route: 'upload', timeoutMs: 60_000 });
    const second = admission.start(20);
    first.done(110, 'failed');
    second.done(120, 'cancelled');
    expect(calls).toEqual([
      ['start', 10],
      ['start', 20],
      [
        'end',
        110,
        { startedAt: 10, limitWhenSent: 8, outcome: 'failed', route: 'upload', timeoutMs: 60_000 },
      ],
      ['cancelled'],
    ]);
  });

  it('starts requests exactly one interval apart if a timer can measure the interval', () => {
    const { admission } = setUp({ intervalMs: 1 });
    admission.start(0);
    expect(admission.opensAt).toBe(1);
    admission.start(5);
    expect(admission.opensAt).toBe(6);
  });

  it('keeps a pace that is faster than a timer on average', () => {
    const { admission } = setUp({ intervalMs: 0.25, limit: Number.POSITIVE_INFINITY });
    let started = 0;
    for (let now = 0; now < 1000; now++) for (; admission.opensAt <= now; started++) admission.start(now);
    expect(started).toBeGreaterThan(3990);
    expect(started).toBeLessThanOrEqual(4004);
  });

  it('adds up to a tenth of the requested wait, and at most a second, as jitter', () => {
    const closedAfter = (retryAfterMs: number) => {
      const { admission } = setUp({ random: () => 0.5 });
      admission.start(0).done(0, 'throttled', retryAfterMs);
      return admission.opensAt;
    };
    expect([1000, 10_000, 60_000].map(closedAfter)).toEqual([1050, 10_500, 60_500]);
  });

  it('calls onClosed only for a wait that extends the time that the gate is closed', () => {
    const waits: number[] = [];
    const { admission } = setUp({ onClosed: (waitMs) => void waits.push(waitMs) });
    const requests = [1, 2, 3, 4].map(() => admission.start(0));
    for (const [i, waitMs] of [5000, 5000, 4000, 6000].entries()) requests[i]?.done(100, 'throttled', waitMs);
    expect(waits).toEqual([5000, 6000]);
  });

  it('does not pause after a rate limit without Retry-After while more than one request may run', () => {
    const { admission } = setUp({ limit: 2 });
    admission.start(0).done(10, 'throttled');
    expect(admission.opensAt).toBeLessThanOrEqual(10);
  });

  it('begins with the shortest pause again after a success', () => {
    const { admission } = setUp({ limit: 1 });
    const pauseAfter = (outcome: 'ok' | 'throttled' | 'failed') => {
      const now = Math.max(0, admission.opensAt);
      admission.start(now).done(now, outcome);
      return admission.opensAt - now;
    };
    for (const [outcome, pauseMs] of [
      ['throttled', 100],
      ['throttled', 200],
      ['failed', 0],
      ['throttled', 400],
      ['ok', 0],
      ['throttled', 100],
    ] as const)
      expect(pauseAfter(outcome), outcome).toBe(pauseMs);
  });
});

describe('the reason why the next request has to wait', () => {
  const outage = (admission: ReturnType<typeof setUp>['admission'], retryAfterMs?: number) => {
    for (let i = 0; i < 9; i++) admission.start(0).done(0, 'failed');
    admission.start(0).done(0, 'failed', retryAfterMs);
  };

  it('is the running request while a probe is sent to a provider that does not respond', () => {
    const { admission } = setUp();
    outage(admission);
    expect([admission.opensAt, admission.blockedBy]).toEqual([5000, 'pause']);
    admission.start(5000);
    expect([admission.opensAt, admission.blockedBy]).toEqual([Number.POSITIVE_INFINITY, 'place']);
  });

  it('is the rate limit, then the pause, if several waits end at the same time', () => {
    const { admission } = setUp({ intervalMs: 500 });
    outage(admission);
    expect([admission.opensAt, admission.blockedBy]).toEqual([5000, 'pause']);
    const other = setUp({ intervalMs: 500 }).admission;
    outage(other, 5000);
    expect([other.opensAt, other.blockedBy]).toEqual([5000, 'rate_limit']);
  });

  it('is the wait that ends last, also with a pace that is faster than a timer', () => {
    const paced = (starts: number, retryAfterMs?: number) => {
      const { admission } = setUp({ intervalMs: 0.5, limit: Number.POSITIVE_INFINITY });
      for (let i = 0; i < starts; i++) admission.start(0);
      if (retryAfterMs === undefined) outage(admission);
      else admission.start(0).done(0, 'throttled', retryAfterMs);
      return [admission.opensAt, admission.blockedBy];
    };
    expect(paced(3, 1)).toEqual([1, 'rate_limit']);
    expect(paced(9, 1)).toEqual([4, 'pace']);
    expect(paced(9_991)).toEqual([5000, 'pause']);
    expect(paced(10_011)).toEqual([5009.5, 'pace']);
  });
});
