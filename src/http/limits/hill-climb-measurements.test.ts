import { describe, expect, it } from 'vitest';
import { climbFrom, startClimb } from '../testing/climb.ts';

describe('a change of latency without a step', () => {
  const changesAfter = (factor: number) => {
    const { rounds } = climbFrom(16, {
      allows: (now, limit, wanted) => (now > 2000 && Math.abs(factor - 1) > 0.25 ? wanted : limit),
    });
    rounds.sendUntil(2000, () => ({ takes: 100 }));
    for (let i = 0; i < 4; i++) rounds.send({ takes: 100 * factor });
    return rounds.changes;
  };

  it('is ignored up to a quarter', () => {
    expect([changesAfter(1.2), changesAfter(0.82)]).toEqual([[], []]);
  });

  it('is followed by a step of the same size, at most by half, to a smaller limit if latency grew', () => {
    expect(changesAfter(1.4)).toEqual([[2560, 11]]);
    expect(changesAfter(3)).toEqual([[3200, 8]]);
  });

  it('is followed by a step to a larger limit if latency fell', () => {
    expect(changesAfter(0.7)).toEqual([[2280, 23]]);
    expect(changesAfter(0.5)).toEqual([[2200, 32]]);
  });

  it('does not follow from fast failures', () => {
    const { climb, rounds } = climbFrom(16, { max: 16 });
    rounds.sendUntil(2000, () => ({ takes: 100 }));
    for (; rounds.now < 4000; rounds.now += 100) {
      const one = { startedAt: rounds.now, limitWhenSent: 16 };
      for (let i = 0; i < 16; i++) climb.onStart(rounds.now);
      for (let i = 0; i < 8; i++) climb.onEnd(rounds.now + 1, { ...one, outcome: 'failed' });
      for (let i = 0; i < 8; i++) climb.onEnd(rounds.now + 100, { ...one, outcome: 'ok' });
    }
    expect([climb.setAt, climb.roundTrip]).toEqual([0, 100]);
  });
});

describe('latencies that vary', () => {
  it('delay a step until its effect is measurable', () => {
    const { rounds } = climbFrom(16);
    rounds.sendUntil(1000, () => ({ takes: [71, 141] }));
    // Five rounds instead of four, after the first, which does not count.
    expect(rounds.changes).toEqual([[6 * 141, 20]]);
  });

  it('make the steps larger if 256 responses do not suffice', () => {
    const { rounds } = climbFrom(16);
    rounds.sendUntil(7000, () => ({ takes: [25, 400] }));
    expect(rounds.changes).toEqual([[17 * 400, 26]]);
  });

  it('make the steps twice as large at most', () => {
    const { rounds } = climbFrom(16);
    rounds.send({ takes: 200 });
    rounds.sendUntil(9000, () => ({ takes: [9, 540] }));
    expect(rounds.changes).toEqual([[200 + 16 * 540, 32]]);
  });

  it('prolong a trial until it is significant or has as many responses as the other limit', () => {
    const { rounds } = climbFrom(16, {
      allows: (now, limit, wanted) => (now >= 600 ? wanted : limit),
    });
    rounds.sendUntil(600, () => ({ takes: 100 }));
    rounds.sendUntil(2000, () => ({ takes: [62.5, 250] }));
    expect(rounds.changes).toEqual([
      [600, 20],
      // Four rounds of 20 after the first, because 80 responses had been measured at 16.
      [1850, 16],
    ]);
  });

  it('prolong a trial by 256 responses at most', () => {
    const { rounds } = climbFrom(16, {
      allows: (now, limit, wanted) => (now >= 5000 ? wanted : limit),
    });
    rounds.sendUntil(5000, () => ({ takes: [60, 100, 100, 160] }));
    const [since] = rounds.changes[0]!;
    rounds.sendUntil(since + 11_000, () => ({ takes: [20, 750] }));
    expect(rounds.changes[1]).toEqual([since + 14 * 750, 16]);
  });

  it('are no change if their mean changes within their error', () => {
    const { rounds } = climbFrom(16, { max: 16 });
    rounds.sendUntil(3000, () => ({ takes: [20, 500] }));
    rounds.sendUntil(9000, () => ({ takes: [30, 750] }));
    expect(rounds.changes).toEqual([]);
  });

  it('count with the slowest responses, for which a sample waits', () => {
    const { rounds } = climbFrom(16);
    rounds.sendUntil(2000, () => ({ takes: [...Array(15).fill(100), 350] }));
    expect(rounds.changes[0]).toEqual([5 * 350, 20]);
  });
});

describe('a limit that is not reached', () => {
  it('is kept for 5 s at the start, then lowered to the used part or to the limit that was reached', () => {
    const changesWith = (sent: number) => {
      const { rounds } = startClimb({ max: 8 });
      rounds.sendUntil(200, () => ({ takes: 100 }));
      rounds.sendUntil(5200, () => ({ takes: 100, sent }));
      return rounds.changes.slice(2);
    };
    expect(changesWith(6)).toEqual([[5200, 6]]);
    expect(changesWith(3)).toEqual([[5200, 4]]);
  });

  it('is lowered at once later', () => {
    const { rounds } = climbFrom(16);
    rounds.sendUntil(300, () => ({ takes: 100, sent: 12 }));
    expect(rounds.changes).toEqual([[300, 12]]);
  });

  it('is measured if nine tenths of it are used', () => {
    const { rounds } = climbFrom(20);
    rounds.sendUntil(700, () => ({ takes: 100, sent: 18 }));
    expect(rounds.changes).toEqual([[700, 25]]);
  });

  it('is given up if a trial uses no more requests than before', () => {
    const changesWith = (sent: number) => {
      const { rounds } = climbFrom(16);
      rounds.sendUntil(500, () => ({ takes: 100 }));
      rounds.sendUntil(800, () => ({ takes: 100, sent }));
      const changes = [...rounds.changes];
      // Only a trial that was given up is followed by a pause of 5 s.
      rounds.sendUntil(5700, () => ({ takes: 100 }));
      expect(rounds.changes.length === changes.length).toBe(sent === 16);
      return changes;
    };
    expect(changesWith(16)).toEqual([
      [500, 20],
      [800, 16],
    ]);
    expect(changesWith(17)).toEqual([
      [500, 20],
      [800, 17],
    ]);
  });

  it('does not count requests that were cancelled as used', () => {
    const { climb, rounds } = climbFrom(16);
    for (let i = 0; i < 4; i++) climb.onStart(0);
    for (let i = 0; i < 4; i++) climb.onCancelled();
    rounds.sendUntil(300, () => ({ takes: 100, sent: 12 }));
    expect(rounds.changes).toEqual([[300, 12]]);
  });
});
