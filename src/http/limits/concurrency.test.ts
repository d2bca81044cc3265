import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../testing/simulated-provider.ts';
import { createConcurrencyLimit } from './concurrency.ts';
import type { RequestOutcome } from './request-outcome.ts';

const RTT = 100;
const responses =
  (outcome: RequestOutcome = 'ok', takes = RTT) =>
  () => ({ outcome, takes });

describe('the concurrency limit', () => {
  it('stays between 1 and its maximum for any events in any order', () => {
    const event = fc.record({
      start: fc.boolean(),
      passes: fc.nat(5000),
      outcome: fc.constantFrom<RequestOutcome>('ok', 'throttled', 'failed'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(event, { maxLength: 400 }), (max, events) => {
        const controller = createConcurrencyLimit({ max });
        const underWay: { startedAt: number; limitWhenSent: number }[] = [];
        let now = 0;
        for (const { start, passes, outcome } of events) {
          now += passes;
          const ended = start && underWay.length < controller.limit ? undefined : underWay.shift();
          if (ended) controller.onEnd(now, { ...ended, outcome });
          else if (underWay.length < controller.limit) {
            underWay.push({ startedAt: now, limitWhenSent: controller.limit });
            controller.onStart(now);
          }
          expect(controller.limit).toBeGreaterThanOrEqual(1);
          expect(controller.limit).toBeLessThanOrEqual(max);
          expect(Number.isInteger(controller.limit)).toBe(true);
        }
      }),
    );
  });

  it('is lowered at most once per round trip', () => {
    const random = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 64 }),
        random,
        fc.double({ min: 0, max: 0.9 }),
        (max, stream, share) => {
          const next = () => stream.next().value as number;
          const { limits } = simulate(
            max,
            () => ({ outcome: next() < share ? 'throttled' : 'ok', takes: RTT }),
            5000,
          );
          let last = Number.NEGATIVE_INFINITY;
          limits.forEach(({ limit, now }, i) => {
            if (limit >= (limits[i - 1]?.limit ?? 0)) return;
            expect(now - last).toBeGreaterThanOrEqual(RTT);
            last = now;
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('reaches the maximum in log2(max) round trips without rejections', () => {
    for (const max of [1, 2, 5, 16, 64]) {
      const { limits } = simulate(max, responses(), 3000);
      const reached = limits.find(({ limit }) => limit === max);
      expect(reached?.now, String(max)).toBeLessThanOrEqual(RTT * Math.max(0, Math.ceil(Math.log2(max)) - 1));
    }
  });

  it('settles just below the provider’s limit, and rarely tries it again', () => {
    for (const bears of [1, 2, 3, 5, 10, 30]) {
      const { limits, counts } = simulate(
        64,
        (underWay) =>
          underWay >= bears ? { outcome: 'throttled', takes: 10 } : { outcome: 'ok', takes: RTT },
        300_000,
      );
      const settled = limits.filter(({ now }) => now > 30_000);
      const above = settled.filter(({ limit }) => limit > bears).length / settled.length;
      const mean = settled.reduce((sum, { limit }) => sum + limit, 0) / settled.length;
      const rejected = counts.throttled / (counts.ok + counts.throttled);
      expect(Math.max(...settled.map(({ limit }) => limit)), String(bears)).toBeLessThanOrEqual(bears + 1);
      expect(above, String(bears)).toBeLessThan(0.02);
      expect(mean, String(bears)).toBeGreaterThan(bears * 0.75);
      expect(rejected, String(bears)).toBeLessThan(0.05);
    }
  });

  it('tries the ceiling less and less often while requests are rejected there', () => {
    const rejectedAt: number[] = [];
    simulate(
      64,
      (underWay, now) => {
        if (underWay < 5) return { outcome: 'ok', takes: RTT };
        rejectedAt.push(now);
        return { outcome: 'throttled', takes: 10 };
      },
      600_000,
    );
    const tries = rejectedAt.filter((at, i) => at - (rejectedAt[i - 1] ?? 0) > 1000);
    const gaps = tries.slice(1).map((at, i) => at - (tries[i] ?? 0));
    expect(gaps[0]).toBeLessThan(10_000);
    for (const gap of gaps.slice(5)) expect(gap).toBeGreaterThanOrEqual(15_000);
  });

  it('rises again if the provider accepts more', () => {
    const { limits } = simulate(
      32,
      (underWay, now) =>
        underWay >= (now < 60_000 ? 4 : 1000)
          ? { outcome: 'throttled', takes: 10 }
          : { outcome: 'ok', takes: RTT },
      150_000,
    );
    const at = (time: number) => limits.findLast(({ now }) => now <= time)?.limit;
    expect(at(59_000)).toBeLessThanOrEqual(5);
    expect(at(149_000)).toBe(32);
  });

  it('is not lowered by random failures of the server, but if most requests fail', () => {
    let n = 0;
    const some = simulate(16, () => ({ outcome: n++ % 5 === 0 ? 'failed' : 'ok', takes: RTT }), 30_000);
    expect(some.limit).toBe(16);
    let at = 0;
    const most = simulate(
      16,
      (_, now) => {
        at = now;
        return { outcome: at > 5000 ? 'failed' : 'ok', takes: RTT };
      },
      8000,
    );
    expect(most.limit).toBeLessThan(16);
  });

  it('does not grow while fewer requests are running', () => {
    const controller = createConcurrencyLimit({ max: 16 });
    for (let now = 0; now < 10_000; now += RTT) {
      controller.onStart(now);
      controller.onEnd(now + RTT, { startedAt: now, limitWhenSent: controller.limit, outcome: 'ok' });
    }
    expect(controller.limit).toBe(2);
  });

  it('stops growing if more requests only make each request slower', () => {
    const { limit } = simulate(64, (underWay) => ({ outcome: 'ok', takes: RTT * (underWay + 1) }), 20_000);
    expect(limit).toBeLessThanOrEqual(16);
  });

  it('settles at the number from which requests queue at the provider', () => {
    for (const workers of [1, 4, 16, 40]) {
      const { limits } = simulate(
        64,
        (underWay) => ({ outcome: 'ok', takes: RTT * Math.max(1, (underWay + 1) / workers) }),
        120_000,
      );
      const settled = limits.filter(({ now }) => now > 30_000);
      const mean = settled.reduce((sum, { limit }) => sum + limit, 0) / settled.length;
      expect(mean, String(workers)).toBeGreaterThan(workers * 0.9);
      expect(mean, String(workers)).toBeLessThan(workers * 1.5);
    }
  });

  it('distinguishes a provider that becomes slower from one that queues requests', () => {
    const { limits } = simulate(
      32,
      (_, now) => ({ outcome: 'ok', takes: RTT * (1 + now / 30_000) }),
      120_000,
    );
    const settled = limits.filter(({ now }) => now > 10_000);
    expect(settled.reduce((sum, { limit }) => sum + limit, 0) / settled.length).toBeGreaterThan(29);
  });

  it('returns to its earlier value after a time in which all requests were rejected', () => {
    const { limits } = simulate(
      16,
      (_, now) =>
        now > 20_000 && now < 50_000 ? { outcome: 'throttled', takes: 50 } : { outcome: 'ok', takes: RTT },
      60_000,
    );
    const at = (time: number) => limits.findLast(({ now }) => now <= time)?.limit;
    expect(at(49_000)).toBe(1);
    expect(at(50_500)).toBeGreaterThanOrEqual(12);
  });

  it('does not keep a value that is not reached', () => {
    const controller = createConcurrencyLimit({ max: 64 });
    const underWay: { startedAt: number; limitWhenSent: number; at: number }[] = [];
    for (let now = 0; now < 60_000; now += 10) {
      const wanted = now < 5000 ? 64 : 40;
      while (underWay.length < Math.min(wanted, controller.limit)) {
        underWay.push({ startedAt: now, limitWhenSent: controller.limit, at: now + RTT });
        controller.onStart(now);
      }
      while (underWay[0] && underWay[0].at <= now + 10) {
        controller.onEnd(now + 10, { ...underWay.shift()!, outcome: 'ok' });
      }
      if (now === 4990) expect(controller.limit).toBe(64);
    }
    expect(controller.limit).toBeLessThan(50);
    expect(controller.limit).toBeGreaterThanOrEqual(40);
  });

  it('compares latencies within one kind of request only', () => {
    const controller = createConcurrencyLimit({ max: 16 });
    const begin = (now: number, route: string) => {
      controller.onStart(now);
      return { startedAt: now, limitWhenSent: controller.limit, outcome: 'ok' as const, route };
    };
    for (let now = 0; now < 100_000; now += 5000) {
      const uploads = Array.from({ length: controller.limit - 1 }, () => begin(now, 'upload'));
      controller.onEnd(now + 20, begin(now, 'lookup'));
      for (const upload of uploads) controller.onEnd(now + 4000, upload);
    }
    expect(controller.limit).toBe(16);
  });

  it('shrinks if responses take more than half of their time limit', () => {
    const controller = createConcurrencyLimit({ max: 16 });
    for (let now = 0; now < 200_000; now += 40_000) {
      const sent = Array.from({ length: controller.limit }, () => {
        controller.onStart(now);
        return { startedAt: now, limitWhenSent: controller.limit, outcome: 'ok' as const, timeoutMs: 60_000 };
      });
      for (const one of sent) controller.onEnd(now + 35_000, one);
    }
    expect(controller.limit).toBe(1);
  });
});
