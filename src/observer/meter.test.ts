import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { createMeter, currentMeter, startWaiting, withMeter } from './meter.ts';

describe('a meter', () => {
  it('counts everything that runs inside withMeter, across awaits, and nothing else', async () => {
    const [a, b] = [createMeter(fakeClock()), createMeter(fakeClock())];
    const count = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await Promise.resolve();
        const meter = currentMeter();
        if (meter) meter.requests += 1;
      }
    };
    await Promise.all([withMeter(a, () => count(3)), withMeter(b, () => count(5)), count(7)]);
    expect([a.requests, b.requests]).toEqual([3, 5]);
    expect(currentMeter()).toBeUndefined();
  });

  it('counts a wait from its start to its end, and so does the observer of the sync', async () => {
    const clock = fakeClock();
    const meter = createMeter(clock);
    const observed: string[] = [];
    const reason = { purpose: 'for jobs', now: 'waits for a job' };
    const end = withMeter(meter, () =>
      startWaiting(reason, {
        waiting(given) {
          observed.push(`start ${given.purpose}`);
          return () => observed.push('end');
        },
      }),
    );
    await clock.advance(1000);
    end();
    await clock.advance(1000);
    expect(meter.waits.totals()).toEqual([{ purpose: 'for jobs', ms: 1000 }]);
    expect(observed).toEqual(['start for jobs', 'end']);
  });

  it('is not needed for a wait, and neither is an observer', () => {
    expect(startWaiting({ purpose: 'for jobs', now: 'waits for a job' }, undefined)).not.toThrow();
  });
});
