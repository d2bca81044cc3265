import { describe, expect, it } from 'vitest';
import { MemoryBudget } from '../memory-budget.ts';
import { globalState } from '../testing/fixtures.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Ledger } from './ledger.ts';

/** A ledger in which each of three barriers waits; rows that are staged came before the first and the third. */
function start() {
  const emitted: unknown[] = [];
  const budget = new MemoryBudget(1e9, () => undefined);
  const ledger = new Ledger((line) => {
    const { id, destinationStats } = JSON.parse(line).state;
    emitted.push([id, destinationStats.recordCount]);
  }, budget);
  const stage = (rows: number): Checkpoint => {
    const { newest } = ledger.chainOf({ name: 'a' });
    newest.pending += rows;
    newest.staged += rows;
    return newest;
  };
  stage(2);
  ledger.addState(globalState(1), 'all');
  ledger.addState(globalState(2), 'all');
  stage(5);
  ledger.addState(globalState(3), 'all');
  const confirm = (): void => {
    for (const checkpoint of [...ledger.checkpoints()]) {
      checkpoint.delivered += checkpoint.staged;
      checkpoint.pending -= checkpoint.staged;
      checkpoint.staged = 0;
      ledger.noteSettled(checkpoint);
    }
  };
  return { ledger, budget, emitted, confirm };
}

describe('a state that is merged into the next one', () => {
  it('has its records covered and counted by that one, and not by a later one', () => {
    const { ledger, emitted, confirm } = start();
    let calls = 0;
    expect(ledger.mergeStates(() => calls++ > 0)).toBe(1);
    expect(emitted).toEqual([]);
    confirm();
    expect(emitted).toEqual([
      [2, 2],
      [3, 5],
    ]);
  });

  it('gives back what it held, and what it hands over is given back with the next one', () => {
    const { ledger, budget, confirm } = start();
    const before = budget.stateBytes;
    expect(ledger.mergeStates(() => false)).toBe(2);
    expect(budget.stateBytes).toBeLessThan(before);
    confirm();
    expect(budget.stateBytes).toBe(0);
  });
});
