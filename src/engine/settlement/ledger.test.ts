import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { scopeOf } from '../../protocol/state.ts';
import { depth } from '../../testing/depth.ts';
import { MemoryBudget } from '../memory-budget.ts';
import { globalState, streamState } from '../testing/fixtures.ts';
import type { EmittedState } from '../testing/start-sync.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Ledger } from './ledger.ts';

const STREAMS = ['a', 'b', 'c'] as const;
/** A stream outside the catalog, which also gets states. */
const STRANGE = 'not in the catalog';

type Command =
  | { readonly type: 'record'; readonly stream: number }
  | { readonly type: 'state'; readonly stream: string }
  | { readonly type: 'barrier'; readonly isLegacy: boolean }
  /** Settles some of the pending rows, chosen by `pick`. */
  | { readonly type: 'settle'; readonly pick: number; readonly rows: number; readonly isRejected: boolean };

const command = fc.oneof<fc.Arbitrary<Command>[]>(
  fc.record({ type: fc.constant('record' as const), stream: fc.nat(STREAMS.length - 1) }),
  fc.record({ type: fc.constant('state' as const), stream: fc.constantFrom(...STREAMS, STRANGE) }),
  fc.record({ type: fc.constant('barrier' as const), isLegacy: fc.boolean() }),
  fc.record({
    type: fc.constant('settle' as const),
    pick: fc.nat(),
    rows: fc.integer({ min: 1, max: 5 }),
    isRejected: fc.boolean(),
  }),
);

interface Waiting {
  readonly checkpoint: Checkpoint;
  readonly row: OracleRow;
}

interface OracleRow {
  readonly stream: string;
  outcome: 'delivered' | 'rejected' | undefined;
}

/** The rule in its simplest form: checks the whole input again after every step. */
class Oracle {
  readonly came: (OracleRow | { readonly id: number; readonly stream: string | undefined })[] = [];

  /** The states that may be emitted, with their counts. */
  emittable(): Map<number, EmittedState> {
    const emitted = new Map<number, EmittedState>();
    this.came.forEach((state, at) => {
      if (!('id' in state)) return;
      const covers = (each: { readonly stream: string | undefined }): boolean =>
        state.stream === undefined || each.stream === undefined || each.stream === state.stream;
      let [delivered, rejected, isReady] = [0, 0, true];
      const counted = new Set<string>();
      for (const before of this.came.slice(0, at).reverse()) {
        if (!covers(before)) continue;
        if ('id' in before) {
          if (!emitted.has(before.id)) isReady = false;
          for (const stream of [...STREAMS, STRANGE])
            if (before.stream === undefined || before.stream === stream) counted.add(stream);
        } else if (!counted.has(before.stream)) {
          if (before.outcome === undefined) isReady = false;
          else if (before.outcome === 'delivered') delivered++;
          else rejected++;
        }
      }
      if (isReady) emitted.set(state.id, { id: state.id, delivered, rejected });
    });
    return emitted;
  }
}

function start() {
  const emitted: EmittedState[] = [];
  const budget = new MemoryBudget(1e9, () => undefined);
  const ledger = new Ledger((line) => {
    const { state } = JSON.parse(line);
    const { recordCount, rejectedRecordCount } = state.destinationStats;
    emitted.push({ id: state.id, delivered: recordCount, rejected: rejectedRecordCount });
  }, budget);
  const state = (line: string): void => ledger.addState(line, scopeOf(JSON.parse(line).state));
  for (const name of STREAMS) ledger.chainOf({ name });
  return { ledger, emitted, state, held: () => budget.stateBytes, ids: () => emitted.map(({ id }) => id) };
}

function settleRow(
  ledger: Ledger,
  checkpoint: Checkpoint,
  how: 'delivered' | 'rejected' = 'delivered',
): void {
  checkpoint[how]++;
  checkpoint.pending--;
  ledger.noteSettled(checkpoint);
}

const legacyState = (id: number): string => JSON.stringify({ type: 'STATE', state: { data: {}, id } });

describe('the ledger', () => {
  it('emits each state once, in order, when all rows before it have an outcome, with the counts since the previous state', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const run = start();
        const oracle = new Oracle();
        const waiting: Waiting[] = [];
        const settle = (pick: number, how: 'delivered' | 'rejected'): void => {
          const [{ checkpoint, row }] = waiting.splice(pick % waiting.length, 1) as [Waiting];
          row.outcome = how;
          settleRow(run.ledger, checkpoint, how);
        };
        const compare = (): void => {
          const emittable = oracle.emittable();
          expect(new Map(run.emitted.map((each) => [each.id, each]))).toEqual(emittable);
          expect(run.emitted.length).toBe(emittable.size);
        };
        commands.forEach((each, id) => {
          if (each.type === 'record') {
            const stream = STREAMS[each.stream]!;
            const row: OracleRow = { stream, outcome: undefined };
            const checkpoint = run.ledger.chainOf({ name: stream }).newest;
            checkpoint.pending++;
            oracle.came.push(row);
            waiting.push({ checkpoint, row });
          } else if (each.type === 'settle') {
            for (let n = 0; n < each.rows && waiting.length > 0; n++)
              settle(each.pick + n, each.isRejected ? 'rejected' : 'delivered');
          } else {
            oracle.came.push({ id, stream: each.type === 'state' ? each.stream : undefined });
            if (each.type === 'state') run.state(streamState(each.stream, id));
            else run.state(each.isLegacy ? legacyState(id) : globalState(id));
          }
          compare();
        });
        while (waiting.length > 0) settle(waiting.length >> 1, 'delivered');
        compare();

        const states = oracle.came.filter((each) => 'id' in each);
        const total = (list: readonly EmittedState[]): number =>
          list.reduce((sum, each) => sum + each.delivered + each.rejected, 0);
        expect(run.emitted.length).toBe(states.length);
        expect(run.held()).toBe(0);
        // A last barrier closes every stream, so each record is counted by exactly one state.
        run.state(globalState(-1));
        expect(total(run.emitted)).toBe(oracle.came.length - states.length);
        // The states of a stream and the barriers are in the order of the input.
        for (const stream of [...STREAMS, STRANGE]) {
          const own = states
            .filter((each) => each.stream === undefined || each.stream === stream)
            .map(({ id }) => id);
          expect(run.ids().filter((id) => own.includes(id))).toEqual(own);
        }
      }),
      { numRuns: depth(300, 20_000) },
    );
  });

  it('emits a state without rows before it at once, also for a stream outside the catalog', () => {
    const run = start();
    run.state(streamState('a', 1));
    run.state(streamState(STRANGE, 2));
    run.state(globalState(3));
    expect(run.emitted).toEqual([1, 2, 3].map((id) => ({ id, delivered: 0, rejected: 0 })));
  });

  it('emits a GLOBAL state at once if there are no streams', () => {
    const emitted: string[] = [];
    new Ledger((line) => emitted.push(line)).addState(globalState(1), 'all');
    expect(emitted).toHaveLength(1);
  });

  it('emits both of two equal states', () => {
    const run = start();
    const { newest } = run.ledger.chainOf({ name: 'a' });
    newest.pending++;
    run.state(streamState('a', 7));
    run.state(streamState('a', 7));
    expect(run.ids()).toEqual([]);
    settleRow(run.ledger, newest);
    expect(run.emitted).toEqual([
      { id: 7, delivered: 1, rejected: 0 },
      { id: 7, delivered: 0, rejected: 0 },
    ]);
  });

  it('holds a state back behind a barrier also when a state that came before the barrier has left meanwhile', () => {
    const run = start();
    const [slow, quick] = ['a', 'b'].map((name) => run.ledger.chainOf({ name }).newest) as [
      Checkpoint,
      Checkpoint,
    ];
    slow.pending++;
    quick.pending++;
    run.state(streamState('b', 1));
    run.state(globalState(2));
    settleRow(run.ledger, quick);
    run.state(streamState('c', 3));
    expect(run.ids()).toEqual([1]);
    settleRow(run.ledger, slow);
    expect(run.ids()).toEqual([1, 2, 3]);
  });

  it('closes nothing with a barrier where neither a record nor a state came since the barrier before it', () => {
    const { ledger, state } = start();
    ledger.chainOf({ name: 'a' }).newest.pending++;
    for (let id = 0; id < 10; id++) state(globalState(id));
    expect([...ledger.checkpoints()]).toHaveLength(STREAMS.length + 1);
  });

  it('holds back the states of a fast stream after a GLOBAL state until the slowest stream has reached it', () => {
    const run = start();
    const slow = run.ledger.chainOf({ name: 'a' }).newest;
    slow.pending++;
    run.state(globalState(1));
    run.state(streamState('b', 2));
    expect(run.ids()).toEqual([]);
    settleRow(run.ledger, slow);
    expect(run.ids()).toEqual([1, 2]);
  });

  it('treats a null and an absent namespace as one stream, and an empty namespace as another', () => {
    const { ledger } = start();
    expect(ledger.chainOf({ name: 'a', namespace: null })).toBe(ledger.chainOf({ name: 'a' }));
    expect(ledger.chainOf({ name: 'a', namespace: '' })).not.toBe(ledger.chainOf({ name: 'a' }));
  });

  it.each([
    ['of one stream', (id: number) => streamState('a', id)],
    ['of all streams', globalState],
    ['that alternate', (id: number) => (id % 2 ? globalState(id) : streamState(STREAMS[id % 3]!, id))],
  ])('emits very many states %s that waited for one row, in order', (_, line) => {
    const states = depth(20_000, 100_000);
    const run = start();
    const first = run.ledger.chainOf({ name: 'a' }).newest;
    first.pending++;
    run.state(globalState(-1));
    for (let id = 0; id < states; id++) run.state(line(id));
    expect(run.emitted).toEqual([]);
    settleRow(run.ledger, first);
    expect(run.ids()).toEqual(Array.from({ length: states + 1 }, (_, at) => at - 1));
  });

  it('holds a few megabytes for 20,000 GLOBAL states over 1,000 idle streams', () => {
    const budget = new MemoryBudget(1e9, () => undefined);
    const ledger = new Ledger(() => undefined, budget);
    const checkpoints = Array.from({ length: 1_000 }, (_, at) => ledger.chainOf({ name: `s${at}` }).newest);
    for (const checkpoint of checkpoints) checkpoint.pending++;
    ledger.addState(globalState(-1), 'all');
    const first = budget.stateBytes;
    expect(first).toBeGreaterThan(1_000 * 100);
    for (let id = 0; id < 20_000; id++) ledger.addState(globalState(id), 'all');
    expect(budget.stateBytes - first).toBeLessThan(20_000 * 500);
    expect([...ledger.checkpoints()]).toHaveLength(2_000);
    for (const checkpoint of checkpoints) settleRow(ledger, checkpoint);
    expect(budget.stateBytes).toBe(0);
  });

  it('holds no budget for a state that is emitted at once', () => {
    const budget = new MemoryBudget(0, () => undefined);
    const take = vi.spyOn(budget, 'takeState');
    new Ledger(() => undefined, budget).addState(globalState(1), 'all');
    expect(take).not.toHaveBeenCalled();
  });

  it('removes the chain of a stream outside the catalog when none of its states waits', () => {
    const { ledger, state, ids } = start();
    for (let id = 0; id < 1_000; id++) state(streamState(`strange ${id}`, id));
    expect(ids()).toHaveLength(1_000);
    expect([...ledger.checkpoints()]).toHaveLength(STREAMS.length);
  });
});
