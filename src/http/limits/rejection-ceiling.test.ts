import { describe, expect, it } from 'vitest';
import { createRejectionCeiling } from './rejection-ceiling.ts';

const ROUND_TRIP = 100;

describe('the rejection ceiling', () => {
  it('allows any limit until a rejection', () => {
    expect(createRejectionCeiling().allows(0, 2, 64)).toBe(64);
  });

  it('lowers the limit by a fifth after a rejection, and allows limits below it', () => {
    const ceiling = createRejectionCeiling();
    expect(ceiling.hit(0, 20, true, ROUND_TRIP)).toBe(16);
    expect(ceiling.allows(1, 16, 64)).toBe(19);
    expect(ceiling.allows(1, 19, 64)).toBe(19);
  });

  it('lowers the limit by one if it worked for long, and after a probe', () => {
    const ceiling = createRejectionCeiling();
    expect(ceiling.hit(0, 20, false, ROUND_TRIP)).toBe(19);
    expect(ceiling.allows(5000, 19, 24)).toBe(20);
    expect(ceiling.hit(5100, 20, true, ROUND_TRIP)).toBe(19);
  });

  it('is tried one step at a time, after a pause that doubles up to 15 seconds, or a hundred round trips', () => {
    const waits = (roundTrip: number): number[] => {
      const ceiling = createRejectionCeiling();
      let now = 0;
      ceiling.hit(now, 11, true, roundTrip);
      return Array.from({ length: 4 }, () => {
        const from = now;
        while (ceiling.allows(now, 10, 64) === 10) now += 100;
        ceiling.hit(now, 11, true, roundTrip);
        return now - from;
      });
    };
    expect(waits(ROUND_TRIP)).toEqual([5000, 10_000, 15_000, 15_000]);
    expect(waits(1000)).toEqual([5000, 10_000, 20_000, 40_000]);
  });

  it('is forgotten after three successful steps beyond it', () => {
    const ceiling = createRejectionCeiling();
    ceiling.hit(0, 11, true, ROUND_TRIP);
    expect([10, 11, 12, 13].map((limit) => ceiling.allows(6000, limit, 64))).toEqual([11, 12, 13, 14]);
    expect(ceiling.allows(6000, 14, 64)).toBe(64);
  });
});
