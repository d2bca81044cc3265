import { expect, it } from 'vitest';
import { createSampleWindow } from './sample-window.ts';

const success = (ms: number) => ({ route: '', ms });

it('a sample window waits for slow requests, so that fast ones do not dominate', () => {
  const sampleWindow = createSampleWindow({ opensAt: 0, size: 3, patienceMs: 10_000 });
  for (const at of [0, 1, 2, 3]) sampleWindow.started(at);
  expect(sampleWindow.ended(10, 1, success(9))).toBe(false);
  expect(sampleWindow.ended(12, 2, success(10))).toBe(false);
  expect(sampleWindow.ended(13, 3, success(10))).toBe(false);
  expect(sampleWindow.ended(5000, 0, success(5000))).toBe(true);
  expect(sampleWindow.durations.count).toBe(3);
});

it('a sample window ignores requests that started before it opened, and latencies of failures', () => {
  const sampleWindow = createSampleWindow({ opensAt: 100, size: 2, patienceMs: 10_000 });
  for (const at of [90, 100, 101]) sampleWindow.started(at);
  expect(sampleWindow.ended(110, 90, success(20))).toBe(false);
  expect(sampleWindow.ended(120, 100, undefined)).toBe(false);
  expect(sampleWindow.ended(130, 101, success(29))).toBe(true);
  expect(sampleWindow.durations.count).toBe(1);
});

it('a sample window ends without a request that hangs', () => {
  const sampleWindow = createSampleWindow({ opensAt: 0, size: 2, patienceMs: 800 });
  for (const at of [0, 1, 2]) sampleWindow.started(at);
  expect(sampleWindow.ended(100, 1, success(99))).toBe(false);
  expect(sampleWindow.ended(801, 2, success(799))).toBe(true);
});
