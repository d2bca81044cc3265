import { vi } from 'vitest';
import { MemoryBudget } from '../memory-budget.ts';

/** Watches what all budgets hold together, from now on until the mocks are restored. */
export function watchBudgets(): { now: number; most: number } {
  const held = { now: 0, most: 0 };
  for (const [name, sign] of [
    ['take', 1],
    ['takeState', 1],
    ['give', -1],
    ['giveState', -1],
  ] as const) {
    const original = MemoryBudget.prototype[name];
    vi.spyOn(MemoryBudget.prototype, name).mockImplementation(function (this: MemoryBudget, bytes: number) {
      held.now += sign * bytes;
      held.most = Math.max(held.most, held.now);
      original.call(this, bytes);
    });
  }
  return held;
}
