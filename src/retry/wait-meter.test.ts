import { describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { createMeter, currentMeter, metered, waiting } from './wait-meter.ts';

describe('a meter', () => {
  it('is found by everything that runs inside it, across awaits, and by nothing else', async () => {
    const [a, b] = [createMeter(), createMeter()];
    const count = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await Promise.resolve();
        const meter = currentMeter();
        if (meter) meter.requests += 1;
      }
    };
    await Promise.all([metered(a, () => count(3)), metered(b, () => count(5)), count(7)]);
    expect([a.requests, b.requests]).toEqual([3, 5]);
    expect(currentMeter()).toBeUndefined();
  });

  it('counts the time in which anybody waited, once', async () => {
    const clock = fakeClock();
    const meter = createMeter();
    const first = waiting(meter, clock);
    await clock.advance(100);
    const second = waiting(meter, clock);
    await clock.advance(50);
    first();
    await clock.advance(25);
    second();
    await clock.advance(1_000);
    expect(meter.waitedMs).toBe(175);
  });
});
