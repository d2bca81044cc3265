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

  it('allows the limit of a successful step again after a decrease', () => {
    const ceiling = createRejectionCeiling();
    ceiling.hit(0, 11, true, ROUND_TRIP);
    expect(ceiling.allows(5000, 10, 64)).toBe(11);
    expect(ceiling.allows(5000, 5, 64)).toBe(11);
  });

  it('treats a rejection below the step beyond it as a new one: lowers the limit by a fifth, with the shortest pause', () => {
    const ceiling = createRejectionCeiling();
    ceiling.hit(0, 21, true, ROUND_TRIP);
    ceiling.allows(5000, 20, 64);
    ceiling.hit(5100, 21, true, ROUND_TRIP);
    ceiling.allows(15_100, 20, 64);
    expect(ceiling.hit(15_200, 15, true, ROUND_TRIP)).toBe(12);
    expect(ceiling.allows(20_199, 14, 64)).toBe(14);
    expect(ceiling.allows(20_200, 14, 64)).toBe(15);
  });

  it('lowers the limit by a fifth if the ceiling itself is rejected, without a step beyond it', () => {
    const ceiling = createRejectionCeiling();
    ceiling.hit(0, 20, true, ROUND_TRIP);
    expect(ceiling.hit(100, 19, true, ROUND_TRIP)).toBe(15);
    expect(ceiling.allows(5100, 18, 64)).toBe(19);
  });

  it('lowers a small limit by one', () => {
    for (const at of [1, 2, 3, 4, 5])
      expect(createRejectionCeiling().hit(0, at, true, ROUND_TRIP)).toBe(at - 1);
  });
});
