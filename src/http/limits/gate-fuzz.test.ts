import fc from 'fast-check';
import { expect, it } from 'vitest';
import { depth } from '../../testing/depth.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { createGate } from './gate.ts';
import { GateTimeout } from './gate-timeout.ts';
import type { Pass } from './pass.ts';
import type { RequestOutcome } from './request-outcome.ts';

interface Wanted {
  /** Milliseconds after the previous request. */
  readonly gap: number;
  readonly takes: number;
  readonly outcome: RequestOutcome | 'cancelled';
  readonly retryAfterMs: number | undefined;
  /** Milliseconds after its arrival at which its sender stops waiting. */
  readonly abortsAfter: number | undefined;
  readonly closedMs: number | undefined;
  readonly waitMs: number | undefined;
}

const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 }).chain((each) => fc.constantFrom(each, undefined, undefined));

const wanted: fc.Arbitrary<Wanted> = fc.record({
  gap: fc.oneof(fc.constant(0), fc.nat(400), fc.nat(20_000)),
  takes: fc.oneof(fc.constant(0), fc.nat(300), fc.nat(30_000)),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'throttled', 'failed', 'failed', 'cancelled'),
  retryAfterMs: rarely(fc.oneof(fc.constant(0), fc.nat(5_000), fc.nat(100_000))),
  abortsAfter: rarely(fc.nat(5_000)),
  closedMs: rarely(fc.nat(50_000)),
  waitMs: rarely(fc.nat(60_000)),
});

const setting = fc.record({
  maxConcurrency: fc.integer({ min: 1, max: 6 }),
  requestsPerSecond: fc.option(fc.constantFrom(0.5, 2, 10, 500, 3_000), { nil: undefined }),
  jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

it('the gate keeps its order, pace, limit and closures for any requests, outcomes and waits', async () => {
  await fc.assert(
    fc.asyncProperty(
      setting,
      fc.array(wanted, { minLength: 1, maxLength: 40 }),
      async (options, requests) => {
        const { jitter, maxConcurrency, requestsPerSecond } = options;
        const clock = fakeClock();
        const gate = createGate({
          clock,
          random: () => jitter,
          maxConcurrency,
          ...(requestsPerSecond !== undefined && { requestsPerSecond }),
        });
        const starts: { readonly n: number; readonly at: number }[] = [];
        const ends: string[] = [];
        let underWay = 0;
        const closures: { readonly from: number; readonly until: number }[] = [];
        /** Returns the latest time until which the provider had asked to wait by then. */
        const closedUntil = (at: number): number =>
          Math.max(0, ...closures.filter(({ from }) => from < at).map(({ until }) => until));

        /** Runs a call that ends `ended` requests, and checks that others are admitted only below the limit. */
        const watched = <T>(ended: number, call: () => T): T => {
          const [before, waiting] = [gate.underWay - ended, gate.waiting];
          const result = call();
          if (gate.underWay > before) expect(gate.underWay).toBeLessThanOrEqual(gate.limit);
          else if (waiting === 0 && ended > 0) expect(gate.underWay).toBe(before);
          return result;
        };

        const run = async (n: number, one: Wanted): Promise<void> => {
          const stop = new AbortController();
          const cameAt = clock.monotonic();
          if (one.abortsAfter !== undefined) clock.after(one.abortsAfter, () => stop.abort('given up'));
          let pass: Pass;
          try {
            const entering = watched(0, () =>
              gate.enter(stop.signal, { closedMs: one.closedMs, waitMs: one.waitMs } as object),
            );
            pass = await entering;
          } catch (why) {
            const waited = clock.monotonic() - cameAt;
            if (why instanceof GateTimeout) {
              // Fails at once if the wait will be too long, or when it has been.
              if (why.closedMs === undefined) expect(waited).toBe(one.waitMs);
              else expect(cameAt + one.closedMs!).toBeLessThan(closedUntil(Number.POSITIVE_INFINITY));
            } else expect([why, waited]).toEqual(['given up', one.abortsAfter]);
            ends.push('left');
            return;
          }
          const at = clock.monotonic();
          starts.push({ n, at });
          underWay++;
          expect(underWay).toBeLessThanOrEqual(maxConcurrency);
          expect(gate.underWay).toBeGreaterThanOrEqual(underWay);
          // A request that ended in the same millisecond may have closed the gate after it.
          expect(at).toBeGreaterThanOrEqual(closedUntil(at));
          if (one.closedMs !== undefined) expect(closedUntil(at)).toBeLessThanOrEqual(cameAt + one.closedMs);
          if (one.waitMs !== undefined) expect(at - cameAt).toBeLessThanOrEqual(one.waitMs);
          if (one.takes > 0) await clock.sleep(one.takes);
          underWay--;
          const asked = one.outcome === 'cancelled' ? 0 : (one.retryAfterMs ?? 0);
          if (asked > 0) closures.push({ from: clock.monotonic(), until: clock.monotonic() + asked });
          watched(1, () => pass.done(one.outcome, one.retryAfterMs));
          const { underWay: left } = gate;
          pass.done('ok');
          expect(gate.underWay).toBe(left);
          ends.push('done');
        };

        const all: Promise<unknown>[] = [];
        for (const [n, one] of requests.entries()) {
          if (one.gap > 0) await clock.advance(one.gap);
          all.push(run(n, one).catch((failure: unknown) => failure));
        }
        await clock.drain();
        for (const failure of await Promise.all(all)) if (failure !== undefined) throw failure;
        expect(ends).toHaveLength(requests.length);
        expect([gate.underWay, gate.waiting, clock.pending]).toEqual([0, 0, 0]);
        expect(starts.map(({ n }) => n)).toEqual(starts.map(({ n }) => n).toSorted((a, b) => a - b));
        if (requestsPerSecond === undefined) return;
        const interval = 1_000 / requestsPerSecond;
        // A pace finer than a timer is kept on average, at most a millisecond early.
        for (const [i, { at }] of starts.entries())
          for (const [j, later] of starts.slice(i + 1).entries())
            expect(later.at - at).toBeGreaterThanOrEqual((j + 1) * interval - (interval < 1 ? 1 : 0) - 1e-6);
      },
    ),
    { numRuns: depth(200, 20_000) },
  );
});
