import { describe, expect, it } from 'vitest';
import { MemoryBudget } from './memory-budget.ts';

function start(limit: number) {
  const calls = { room: 0 };
  const budget = new MemoryBudget(limit, () => calls.room++);
  return { budget, calls };
}

describe('a memory budget', () => {
  it('is full when rows and states together reach its limit', () => {
    const { budget } = start(10);
    budget.take(4);
    budget.takeState(5);
    expect(budget.isFull).toBe(false);
    budget.take(1);
    expect(budget.isFull).toBe(true);
    expect(budget.stateBytes).toBe(5);
  });

  it.each([
    ['rows', 'take', 'release'],
    ['states', 'takeState', 'releaseState'],
  ] as const)('reports room once, when the release of %s ends that it is full', (_, take, release) => {
    const { budget, calls } = start(10);
    budget[take](12);
    budget[release](2);
    expect([budget.isFull, calls.room]).toEqual([true, 0]);
    budget[release](1);
    expect([budget.isFull, calls.room]).toEqual([false, 1]);
    budget[release](1);
    expect(calls.room).toBe(1);
  });

  it('has no limit for the states that wait when they are exempted, until they are released', () => {
    const { budget } = start(10);
    budget.takeState(100);
    budget.exemptStates();
    budget.take(9);
    expect(budget.isFull).toBe(false);
    budget.take(1);
    expect(budget.isFull).toBe(true);
    budget.release(5);
    budget.releaseState(100);
    budget.takeState(4);
    expect(budget.isFull).toBe(false);
    budget.takeState(1);
    expect(budget.isFull).toBe(true);
  });

  it('keeps the exemption of those states that still wait', () => {
    const { budget } = start(10);
    budget.takeState(100);
    budget.exemptStates();
    budget.releaseState(40);
    budget.take(9);
    expect(budget.isFull).toBe(false);
    budget.takeState(1);
    expect(budget.isFull).toBe(true);
  });
});
