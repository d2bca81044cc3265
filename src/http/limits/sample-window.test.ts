import { expect, it } from 'vitest';
import { createSampleWindow } from './sample-window.ts';

const success = (ms: number) => ({ route: '', ms });

it('waits for the slow ones, so that the quick ones do not stand for all', () => {
  const cohort = createSampleWindow({ opensAt: 0, size: 3, patienceMs: 10_000 });
  for (const at of [0, 1, 2, 3]) cohort.started(at);
  expect(cohort.ended(10, 1, success(9))).toBe(false);
  expect(cohort.ended(12, 2, success(10))).toBe(false);
  expect(cohort.ended(13, 3, success(10))).toBe(false);
  expect(cohort.ended(5000, 0, success(5000))).toBe(true);
  expect(cohort.durations.count).toBe(3);
});

it('does not count what started before it opened, and only the durations of successes', () => {
  const cohort = createSampleWindow({ opensAt: 100, size: 2, patienceMs: 10_000 });
  for (const at of [90, 100, 101]) cohort.started(at);
  expect(cohort.ended(110, 90, success(20))).toBe(false);
  expect(cohort.ended(120, 100, undefined)).toBe(false);
  expect(cohort.ended(130, 101, success(29))).toBe(true);
  expect(cohort.durations.count).toBe(1);
});

it('is not stopped for long by a request that hangs', () => {
  const cohort = createSampleWindow({ opensAt: 0, size: 2, patienceMs: 800 });
  for (const at of [0, 1, 2]) cohort.started(at);
  expect(cohort.ended(100, 1, success(99))).toBe(false);
  expect(cohort.ended(801, 2, success(799))).toBe(true);
});
