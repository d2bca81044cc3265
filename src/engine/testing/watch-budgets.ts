import { vi } from 'vitest';
import { MemoryBudget } from '../memory-budget.ts';

/** Tracks the bytes that all budgets hold together, now and at most, until the mocks are restored. */
export function watchBudgets(): { now: number; peak: number } {
  const held = { now: 0, peak: 0 };
  for (const [name, sign] of [
    ['take', 1],
    ['takeState', 1],
    ['release', -1],
    ['releaseState', -1],
  ] as const) {
    const original = MemoryBudget.prototype[name];
    vi.spyOn(MemoryBudget.prototype, name).mockImplementation(function (this: MemoryBudget, bytes: number) {
      held.now += sign * bytes;
      held.peak = Math.max(held.peak, held.now);
      original.call(this, bytes);
    });
  }
  return held;
}
