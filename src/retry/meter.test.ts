import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { createMeter, currentMeter, withMeter } from './meter.ts';

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
});
