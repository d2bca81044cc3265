import { describe, expect, it } from 'vitest';
import { climbFrom, startClimb } from '../testing/climb.ts';

/** Latency of a provider in which more requests than `workers` queue. */
const queueing =
  (workers: number, ms = 100) =>
  (limit: number) => ({ takes: ms * Math.max(1, limit / workers) });

describe('the hill climb at the start', () => {
  it('doubles the limit with every round trip while latency stays the same', () => {
    const { climb, rounds } = startClimb({ max: 16 });
    rounds.sendUntil(400, () => ({ takes: 100 }));
    expect(rounds.changes).toEqual([
      [100, 4],
      [200, 8],
      [300, 16],
    ]);
    expect([climb.setAt, climb.loweredAt, climb.roundTrip]).toEqual([300, Number.NEGATIVE_INFINITY, 100]);
  });

  it('ends the doubling at the number from which requests queue, and then tries steps of more than half', () => {
    const { rounds } = startClimb();
    rounds.sendUntil(6000, queueing(10));
    expect(rounds.changes).toEqual([
      [100, 4],
      [200, 8],
      [300, 16],
      // 16 take 160 ms, so that 10 are without a queue.
      [460, 10],
      // 16 again after four round trips; again no faster.
      [1060, 16],
      [1380, 10],
      // A smaller limit 5 s after the last doubling that was kept; it is slower in total.
      [5380, 8],
      [5580, 10],
    ]);
  });

  it('halves the last limit that was kept at most, even if latency grows tenfold', () => {
    const { rounds } = startClimb();
    rounds.sendUntil(300, () => ({ takes: 100 }));
    rounds.send({ takes: 1000 });
    expect(rounds.changes.at(-1)).toEqual([1300, 4]);
  });

  it('does not double the limit if no request succeeds', () => {
    const { climb, rounds } = startClimb();
    rounds.sendUntil(1000, () => ({ takes: 100, outcome: 'failed' }));
    expect([climb.limit, climb.roundTrip]).toEqual([2, 0]);
    rounds.send({ takes: 100 });
    rounds.sendUntil(2000, () => ({ takes: 100, outcome: 'failed' }));
    expect(rounds.changes).toEqual([[1100, 4]]);
  });

  it('tries a larger limit first if it may after the doubling had to stop', () => {
    const { rounds } = startClimb({
      allows: (now, limit, wanted) => (limit < 4 || now >= 5200 ? wanted : limit),
    });
    rounds.sendUntil(5300, () => ({ takes: 100 }));
    expect(rounds.changes.map(([, limit]) => limit)).toEqual([4, 6]);
  });

  it('changes nothing while no other limit may be tried', () => {
    const { climb, rounds } = startClimb({ allows: (_now, limit, wanted) => (limit < 4 ? wanted : limit) });
    rounds.sendUntil(5000, () => ({ takes: 100 }));
    expect([climb.limit, climb.setAt]).toEqual([4, 100]);
    // A smaller one may be tried from then on.
    rounds.sendUntil(5300, () => ({ takes: 100 }));
    expect(rounds.changes.at(-1)).toEqual([5200, 3]);
  });
});

describe('the pause of the hill climb after a trial', () => {
  it('is 5 s after short trials, in which a smaller limit is no faster', () => {
    const { climb, rounds } = startClimb({ max: 16 });
    rounds.sendUntil(11_000, () => ({ takes: 100 }));
    expect(rounds.changes.slice(3)).toEqual([
      [5400, 8],
      [5600, 16],
      [10_600, 13],
      [10_800, 16],
    ]);
    expect([climb.setAt, climb.loweredAt]).toEqual([10_800, 10_600]);
  });

  it('is a multiple of long trials: 5 times that of a larger limit that was kept, 20 times that of a smaller one', () => {
    const { rounds } = startClimb({ max: 16 });
    rounds.sendUntil(520_000, () => ({ takes: 10_000 }));
    expect(rounds.changes.slice(2)).toEqual([
      [30_000, 16],
      // The trial of 16 ended at 40 s.
      [90_000, 8],
      [110_000, 16],
      [510_000, 13],
    ]);
  });

  it('is twice the duration of the trial of a larger limit that was not kept', () => {
    const { climb, rounds } = startClimb();
    climb.moveTo(0, 10);
    rounds.sendUntil(102_000, queueing(10, 4000));
    expect(rounds.changes).toEqual([
      [20_000, 13],
      [30_400, 10],
      [42_400, 8],
      [54_400, 10],
      // A trial of 10.4 s, then the next round that ends 20.8 s later.
      [66_400, 13],
      [76_800, 10],
      [100_800, 13],
    ]);
  });

  it('does not apply to a smaller limit after one that was kept', () => {
    const { rounds } = startClimb({ max: 16 });
    rounds.sendUntil(2000, () => ({ takes: 100 }));
    rounds.sendUntil(10_200, queueing(4));
    expect(rounds.changes.slice(3)).toEqual([
      // Latency has grown without a step.
      [3600, 8],
      [4800, 4],
      [5500, 2],
      [5800, 4],
      // 4 was kept at 5200 ms: a larger one may be tried 5 s later.
      [10_200, 5],
    ]);
  });
});

describe('the direction of the hill climb', () => {
  it('changes after a trial that was not kept, if limits on both sides may be tried', () => {
    const { climb, rounds } = climbFrom(10);
    for (const now of [0, 20_000, 40_000, 60_000]) {
      rounds.now = now;
      // Until one trial has ended.
      const ended = rounds.changes.length + 2;
      for (let i = 0; i < 20 && rounds.changes.length < ended; i++) rounds.send(queueing(10)(climb.limit));
    }
    expect(rounds.changes.map(([, limit]) => limit)).toEqual([13, 10, 8, 10, 13, 10, 8, 10]);
  });
});

describe('a limit that is set from outside', () => {
  it('is measured for four round trips, then larger ones are tried; smaller ones not before 10 s', () => {
    const { climb, rounds } = climbFrom(16);
    rounds.sendUntil(1000, () => ({ takes: 100 }));
    expect(rounds.changes).toEqual([
      [500, 20],
      [1000, 31],
    ]);
    expect(climb.roundTrip).toBeCloseTo(100);
    const other = climbFrom(16, { max: 16 });
    other.rounds.sendUntil(10_100, () => ({ takes: 100 }));
    expect(other.rounds.changes).toEqual([[10_000, 13]]);
  });

  it('that is the same is no decrease', () => {
    const { climb } = startClimb();
    climb.moveTo(3, 2);
    expect([climb.setAt, climb.loweredAt]).toEqual([3, Number.NEGATIVE_INFINITY]);
    climb.moveTo(5, 1);
    expect([climb.setAt, climb.loweredAt]).toEqual([5, 5]);
  });

  it('of 1 is followed by 2 after four responses, because one more is a step that is large enough to measure', () => {
    const { rounds } = climbFrom(1);
    rounds.sendUntil(1000, () => ({ takes: 100 }));
    expect(rounds.changes).toEqual([
      [500, 2],
      [1000, 3],
    ]);
  });

  it('of 1 is not lowered', () => {
    const { climb, rounds } = climbFrom(1, { max: 1 });
    rounds.sendUntil(30_000, () => ({ takes: 100 }));
    expect([climb.limit, climb.setAt]).toEqual([1, 0]);
  });
});
