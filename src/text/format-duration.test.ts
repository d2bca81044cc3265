import { describe, expect, it } from 'vitest';
import { formatDuration, formatWait } from './format-duration.ts';

const NOW = Date.parse('2026-11-04T08:30:00Z');
const HOUR = 3_600_000;

describe('formatWait', () => {
  it.each([
    [40_000, '40 seconds'],
    [900_000, '15 minutes'],
    [10 * HOUR, '10 hours'],
    [24 * HOUR, '24 hours'],
    [25 * HOUR, 'until 2026-11-05 09:30 UTC'],
    [366 * 24 * HOUR, 'until 2027-11-05 08:30 UTC'],
    [367 * 24 * HOUR, 'longer than a year'],
    [Number.MAX_SAFE_INTEGER, 'longer than a year'],
  ])('formats %d ms as "%s"', (ms, text) => {
    expect(formatWait(ms, NOW)).toBe(text);
  });
});

it('formatDuration uses the largest unit that fits', () => {
  expect([1, 1_000, 90_000, 5_400_000].map(formatDuration)).toEqual([
    '0 seconds',
    '1 second',
    '2 minutes',
    '2 hours',
  ]);
});
