import type { StreamDescriptor } from '../../errors.ts';
import { streamKey } from '../../protocol/catalog.ts';
import { type StateScope, withStats } from '../../protocol/state.ts';
import { bytesInMemory, detachedCopy } from '../intake/detached-text.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import {
  Checkpoint,
  type CheckpointChain,
  closeCheckpoint,
  collectReady,
  newState,
  type PendingState,
  releaseFollowers,
} from './checkpoint.ts';
import { isMergeable, mergeIntoNext } from './state-merging.ts';

/** What the ledger keeps of a state that waits, beside its text, and of each checkpoint that the state closed. */
const STATE_BYTES = 256;
const CHECKPOINT_BYTES = 144;

/**
 * Decides when a STATE may be emitted: when every record before it is answered and every state before it was emitted. A
 * STREAM state waits for its own stream; a GLOBAL or LEGACY state is a barrier over all streams.
 *
 * A checkpoint leaves its chain only together with the state that closed it, and a state waits for the barrier before it, so
 * states leave in the order they came. A barrier closes a checkpoint only where records or states came since the barrier before
 * it: what is held must not grow with streams that have nothing to say.
 */
export class Ledger {
  private readonly chains = new Map<string, CheckpointChain>();
  /** States that wait, oldest first. */
  private readonly waiting = new Set<PendingState>();
  /** The newest GLOBAL or LEGACY state that waits. */
  private barrier: PendingState | undefined;
  private count = 0;
  private readonly emit: (line: string) => void;
  private readonly budget: Pick<MemoryBudget, 'takeState' | 'giveState'> | undefined;

  /** `emit` gets the line to write. States that wait are taken from the budget. */
  constructor(emit: (line: string) => void, budget?: Pick<MemoryBudget, 'takeState' | 'giveState'>) {
    this.emit = emit;
    this.budget = budget;
  }

  state(line: string, scope: StateScope): void {
    const isBarrier = scope === 'all';
    const chains = isBarrier ? this.closable() : [this.find(scope.stream, false)];
    const state = newState(line, this.count++, isBarrier, this.barrier);
    for (const chain of chains) closeCheckpoint(chain, state);
    if (isBarrier) this.barrier = state;
    this.waiting.add(state);
    this.advance(chains, state.waiting === 0 ? [state] : []);
    if (!this.waiting.has(state)) return;
    state.line = detachedCopy(line);
    state.held = STATE_BYTES + bytesInMemory(line) + CHECKPOINT_BYTES * state.checkpoints.length;
    this.budget?.takeState(state.held);
  }

  /** To be called when rows of a checkpoint were answered. */
  settled(checkpoint: Checkpoint): void {
    if (checkpoint.pending === 0 && checkpoint.chain.head === checkpoint)
      this.advance([checkpoint.chain], []);
  }

  /** The chain of a stream of the catalog, made when it is first asked for. */
  chain(stream: StreamDescriptor): CheckpointChain {
    return this.find(stream, true);
  }

  /** The checkpoints of all streams, or of one. */
  *checkpoints(chains: Iterable<CheckpointChain> = this.chains.values()): Iterable<Checkpoint> {
    for (const { head } of chains)
      for (let each: Checkpoint | undefined = head; each; each = each.next) yield each;
  }

  /**
   * Merges states into the ones after them, oldest first, until it is enough: they are not emitted, and the next state covers
   * and counts their records. Only states whose rows wait for the rest of the input are merged, and never the newest of a
   * stream. Returns how many were merged.
   */
  merge(isEnough: () => boolean): number {
    let merged = 0;
    for (const state of this.waiting) {
      if (isEnough()) break;
      if (!isMergeable(state)) continue;
      merged++;
      this.waiting.delete(state);
      const chains = state.checkpoints.map(({ chain }) => chain);
      const moved = CHECKPOINT_BYTES * mergeIntoNext(state);
      if (state.following) state.following.held += moved;
      this.budget?.giveState(state.held - moved);
      const ready: PendingState[] = [];
      releaseFollowers(state, ready);
      this.advance(chains, ready);
    }
    return merged;
  }

  private find({ name, namespace }: StreamDescriptor, isNamed: boolean): CheckpointChain {
    const key = streamKey(name, namespace);
    let chain = this.chains.get(key);
    if (!chain) {
      chain = { key, isNamed, last: undefined } as CheckpointChain;
      chain.head = chain.newest = new Checkpoint(chain);
      this.chains.set(key, chain);
    }
    return chain;
  }

  /** The chains on which a barrier closes a checkpoint. Elsewhere it waits for nothing but the barrier before it. */
  private closable(): CheckpointChain[] {
    return [...this.chains.values()].filter(
      ({ head, newest, last }) => newest.isUsed || (head !== newest && !last!.isBarrier),
    );
  }

  /** Emits what can be emitted, beginning with these chains and states; a state that leaves may free others. */
  private advance(chains: Iterable<CheckpointChain>, ready: PendingState[]): void {
    for (const chain of chains) collectReady(chain, ready);
    for (const state of ready) {
      this.say(state);
      for (const { chain } of state.checkpoints) {
        const { next } = chain.head;
        // One that the garbage collector has given up would drag all that follow into the old generation.
        chain.head.next = undefined;
        chain.head = next!;
        collectReady(chain, ready);
        if (!chain.isNamed && chain.head === chain.newest) this.chains.delete(chain.key);
      }
      releaseFollowers(state, ready);
    }
  }

  private say(state: PendingState): void {
    this.waiting.delete(state);
    if (this.barrier === state) this.barrier = undefined;
    let recordCount = 0;
    let rejectedRecordCount = 0;
    for (const { delivered, rejected } of state.checkpoints) {
      recordCount += delivered;
      rejectedRecordCount += rejected;
    }
    this.emit(withStats(state.line, { recordCount, rejectedRecordCount }));
    if (state.held > 0) this.budget?.giveState(state.held);
  }
}
