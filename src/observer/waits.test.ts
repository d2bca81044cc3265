import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { formatWaited } from './format-waited.ts';
import { Waits } from './waits.ts';

const JOBS = { purpose: 'for jobs', now: ['file waits for its job', 'files wait for their jobs'] } as const;
const PACE = { purpose: 'for the pace', now: 'paced to 5 requests a second' };

function started() {
  const clock = fakeClock();
  return { clock, waits: new Waits(clock) };
}

describe('Waits', () => {
  it('count overlapping waits of one purpose once', async () => {
    const { clock, waits } = started();
    const first = waits.start(JOBS);
    await clock.advance(100);
    const second = waits.start(JOBS);
    await clock.advance(50);
    first();
    await clock.advance(25);
    second();
    await clock.advance(1_000);
    expect([waits.totalMs, waits.totals()]).toEqual([175, [{ purpose: 'for jobs', ms: 175 }]]);
  });

  it('are listed with the longest first', async () => {
    const { clock, waits } = started();
    const end = waits.start(PACE);
    await clock.advance(10);
    end();
    waits.start(JOBS);
    await clock.advance(20);
    waits.start(PACE);
    await clock.advance(5);
    expect(waits.totals().map(({ purpose }) => purpose)).toEqual(['for jobs', 'for the pace']);
    expect(waits.now()).toEqual([expect.stringContaining('file waits'), expect.stringContaining('paced')]);
  });

  it('count a wait that still lasts', async () => {
    const { clock, waits } = started();
    waits.start(JOBS);
    await clock.advance(42_500);
    expect(waits.totalMs).toBe(42_500);
  });

  it('count a wait that is ended twice once', async () => {
    const { clock, waits } = started();
    const [end] = [waits.start(JOBS), waits.start(JOBS)];
    end();
    end();
    await clock.advance(10);
    expect(waits.totalMs).toBe(10);
  });

  it('describe the waits of now with their number and the longest time, the longest first', async () => {
    const { clock, waits } = started();
    expect(waits.now()).toEqual([]);
    const one = waits.start(JOBS);
    await clock.advance(41_000);
    const pace = waits.start(PACE);
    await clock.advance(1_999);
    expect(waits.now()).toEqual(['1 file waits for its job, 42 s', 'paced to 5 requests a second']);
    waits.start(JOBS);
    expect(waits.now()[0]).toBe('2 files wait for their jobs, 42 s');
    one();
    pace();
    expect(waits.now()).toEqual(['1 file waits for its job, 0 s']);
  });

  it('are formatted with the time of each purpose', async () => {
    const { clock, waits } = started();
    expect(formatWaited(waits)).toBe('waited 0.0 s');
    const job = waits.start(JOBS);
    await clock.advance(100_000);
    expect(formatWaited(waits)).toBe('waited 100.0 s for jobs');
    waits.start(PACE);
    await clock.advance(2_000);
    job();
    await clock.advance(500);
    expect(formatWaited(waits)).toBe('waited 102.5 s (102.0 s for jobs, 2.5 s for the pace)');
  });
  it('are formatted without purposes of less than 0.05 s, which would read 0.0 s', async () => {
    const { clock, waits } = started();
    const pace = waits.start(PACE);
    await clock.advance(49);
    pace();
    expect(formatWaited(waits)).toBe('waited 0.0 s');
    const job = waits.start(JOBS);
    await clock.advance(50);
    job();
    expect(formatWaited(waits)).toBe('waited 0.1 s for jobs');
  });
});
