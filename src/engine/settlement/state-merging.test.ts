import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryBudget } from '../memory-budget.ts';
import { globalState, streamState } from '../testing/fixtures.ts';
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

  it('releases the bytes that it held; those of its moved checkpoints are released with the next one', () => {
    const { ledger, budget, confirm } = start();
    const before = budget.stateBytes;
    expect(ledger.mergeStates(() => false)).toBe(2);
    expect(budget.stateBytes).toBeLessThan(before);
    confirm();
    expect(budget.stateBytes).toBe(0);
  });
});

it('a state into which another is merged waits for no row that was delivered before the merge', () => {
  const emitted: unknown[] = [];
  const ledger = new Ledger((line) => {
    const { id, destinationStats } = JSON.parse(line).state;
    emitted.push([id, destinationStats.recordCount]);
  });
  const [slow, quick] = [ledger.chainOf({ name: 'a' }), ledger.chainOf({ name: 'b' })];
  const staged = slow.newest;
  staged.pending = staged.staged = 1;
  for (const id of [1, 2]) {
    quick.newest.delivered++;
    ledger.addState(globalState(id), 'all');
  }
  expect(ledger.mergeStates(() => false)).toBe(1);
  expect(emitted).toEqual([]);
  Object.assign(staged, { pending: 0, staged: 0, delivered: 1 });
  ledger.noteSettled(staged);
  expect(emitted).toEqual([[2, 3]]);
});

const ROWS = ['delivered', 'staged', 'running'] as const;
const STREAMS = ['a', 'b'];

/** A ledger whose states have their position as id. */
function startStories() {
  const said: { readonly id: number; readonly count: number }[] = [];
  const budget = new MemoryBudget(1e9, () => undefined);
  const ledger = new Ledger((line) => {
    const { id, destinationStats } = JSON.parse(line).state;
    said.push({ id, count: destinationStats.recordCount });
  }, budget);
  const add = (stream: string, how: (typeof ROWS)[number]): Checkpoint => {
    const checkpoint = ledger.chainOf({ name: stream }).newest;
    if (how === 'delivered') checkpoint.delivered++;
    else checkpoint.pending++;
    if (how === 'staged') checkpoint.staged++;
    return checkpoint;
  };
  const stateOf = (stream: string, id: number): void =>
    ledger.addState(streamState(stream, id), { stream: { name: stream } });
  const finish = (checkpoint: Checkpoint, how: (typeof ROWS)[number]): void => {
    checkpoint.pending--;
    checkpoint.delivered++;
    if (how === 'staged') checkpoint.staged--;
    ledger.noteSettled(checkpoint);
  };
  const confirm = (): void => {
    for (const checkpoint of [...ledger.checkpoints()])
      while (checkpoint.staged > 0) finish(checkpoint, 'staged');
  };
  return { ledger, budget, said, add, stateOf, finish, confirm, ids: () => said.map(({ id }) => id) };
}

describe('states of any order', () => {
  it('that are merged are covered by later states in the order of the input, with each record counted once', () => {
    const command = fc.oneof(
      fc.record({ row: fc.constantFrom(...ROWS), stream: fc.constantFrom(...STREAMS) }),
      fc.record({ state: fc.constantFrom(...STREAMS, undefined) }),
      fc.record({ merge: fc.nat(3) }),
      fc.record({ settle: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const run = startStories();
        const came: (string | undefined)[] = [];
        const running: { readonly id: number; readonly stream: string; readonly checkpoint: Checkpoint }[] =
          [];
        let rows = 0;
        const settle = (at: number): void => {
          const [{ checkpoint }] = running.splice(at, 1) as [(typeof running)[number]];
          run.finish(checkpoint, 'running');
        };
        for (const stream of STREAMS) run.ledger.chainOf({ name: stream });
        for (const each of [...commands, ...STREAMS.map((state) => ({ state })), { state: undefined }]) {
          if ('row' in each) {
            rows++;
            const checkpoint = run.add(each.stream, each.row);
            if (each.row === 'running') running.push({ id: came.length, stream: each.stream, checkpoint });
          } else if ('state' in each) {
            const id = came.push(each.state) - 1;
            if (each.state === undefined) run.ledger.addState(globalState(id), 'all');
            else run.stateOf(each.state, id);
          } else if ('merge' in each) {
            let left = each.merge;
            run.ledger.mergeStates(() => left-- === 0);
            // A row that runs belongs to its checkpoint until it has an outcome.
            const known = new Set(run.ledger.checkpoints());
            expect(running.every(({ checkpoint }) => known.has(checkpoint))).toBe(true);
          } else if (running.length > 0) settle(each.settle % running.length);
          const last = (of: string | undefined): number =>
            Math.max(-1, ...run.ids().filter((id) => came[id] === of || came[id] === undefined));
          expect(running.every(({ id, stream }) => last(stream) < id)).toBe(true);
        }
        while (running.length > 0) settle(running.length >> 1);
        run.confirm();
        // The newest state of each stream and the newest one of all streams are never merged.
        expect(run.ids()).toEqual(expect.arrayContaining([came.length - 1]));
        for (const stream of STREAMS) {
          const own = run.ids().filter((id) => came[id] === stream || came[id] === undefined);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        expect(run.said.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
        expect(run.budget.stateBytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('are not merged while a row of one of their streams is being delivered, nor past an older GLOBAL state that waits', () => {
    const run = startStories();
    run.add('a', 'staged');
    const row = run.add('b', 'running');
    for (const id of [0, 1, 2]) run.ledger.addState(globalState(id), 'all');
    expect(run.ledger.mergeStates(() => false)).toBe(0);
    expect(run.ids()).toEqual([]);
    run.finish(row, 'running');
    expect(run.ledger.mergeStates(() => false)).toBe(2);
    run.confirm();
    expect(run.said).toEqual([{ id: 2, count: 2 }]);
  });

  it('of one stream are merged except for the newest', () => {
    const run = startStories();
    for (const id of [0, 1, 2]) {
      run.add('a', 'staged');
      run.add('a', 'delivered');
      run.stateOf('a', id);
    }
    expect(run.ledger.mergeStates(() => false)).toBe(2);
    run.confirm();
    expect(run.said).toEqual([{ id: 2, count: 6 }]);
  });

  it('of a stream outside the catalog are merged, also if an earlier one was emitted', () => {
    const run = startStories();
    const first = run.add('a', 'running');
    run.ledger.addState(globalState(0), 'all');
    run.stateOf('strange', 1);
    const second = run.add('b', 'running');
    run.ledger.addState(globalState(2), 'all');
    run.stateOf('strange', 3);
    run.finish(first, 'running');
    expect(run.ids()).toEqual([0, 1]);
    run.stateOf('strange', 4);
    expect(run.ledger.mergeStates(() => false)).toBe(1);
    run.finish(second, 'running');
    expect(run.ids()).toEqual([0, 1, 2, 4]);
  });

  it('give back exactly what a state without checkpoints holds if their checkpoints move to the next one', () => {
    const run = startStories();
    run.add('a', 'staged');
    run.ledger.addState(globalState(0), 'all');
    const before = run.budget.stateBytes;
    run.ledger.addState(globalState(1), 'all');
    const ofOne = run.budget.stateBytes - before;
    expect(run.ledger.mergeStates(() => false)).toBe(1);
    expect(run.budget.stateBytes).toBe(before);
    expect(ofOne).toBeLessThan(before);
  });
});
