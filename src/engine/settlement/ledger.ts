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

/** Bytes of a waiting state beside its text, and of each checkpoint that it closed. */
const STATE_BYTES = 256;
const CHECKPOINT_BYTES = 144;

type StateBudget = Pick<MemoryBudget, 'takeState' | 'releaseState'>;

const UNBOUNDED: StateBudget = { takeState: () => undefined, releaseState: () => undefined };

/**
 * Counts outcomes for each checkpoint and emits a STATE when every record before it has an outcome and every state before it
 * was emitted. A STREAM state waits for its own stream; a GLOBAL or LEGACY state is a barrier over all streams.
 *
 * A checkpoint leaves its chain only together with the state that closed it, and a state waits for the barrier before it, so
 * states are emitted in the order of the input. A barrier closes checkpoints only of streams with records or states since the
 * barrier before it, so that memory does not grow with idle streams.
 */
export class Ledger {
  private readonly chains = new Map<string, CheckpointChain>();
  /** Waiting states, oldest first. */
  private readonly waiting = new Set<PendingState>();
  /** The newest waiting GLOBAL or LEGACY state. */
  private barrier: PendingState | undefined;
  private count = 0;
  private readonly emit: (line: string, records: number) => void;
  private readonly budget: StateBudget;

  /**
   * `emit` gets the line to write, and the number of records since the state before. The budget holds the bytes of waiting
   * states.
   */
  constructor(emit: (line: string, records: number) => void, budget: StateBudget = UNBOUNDED) {
    this.emit = emit;
    this.budget = budget;
  }

  /** Adds a state from the input; `line` is its text. Emits it at once if it waits for nothing. */
  addState(line: string, scope: StateScope): void {
    const isBarrier = scope === 'all';
    const chains = isBarrier ? this.chainsToClose() : [this.findOrCreateChain(scope.stream, false)];
    const state = newState(line, this.count++, isBarrier, this.barrier);
    for (const chain of chains) closeCheckpoint(chain, state);
    if (isBarrier) this.barrier = state;
    this.waiting.add(state);
    this.advance(chains, state.waitCount === 0 ? [state] : []);
    if (!this.waiting.has(state)) return;
    state.line = detachedCopy(line);
    state.heldBytes = STATE_BYTES + bytesInMemory(line) + CHECKPOINT_BYTES * state.checkpoints.length;
    this.budget.takeState(state.heldBytes);
  }

  /** Emits what can be emitted after rows of a checkpoint got their outcome. */
  noteSettled(checkpoint: Checkpoint): void {
    this.advance([checkpoint.chain], []);
  }

  /** Returns the chain of a stream of the catalog; creates it on first use. */
  chainOf(stream: StreamDescriptor): CheckpointChain {
    return this.findOrCreateChain(stream, true);
  }

  /** The checkpoints of these chains; of all streams by default. */
  *checkpoints(chains: Iterable<CheckpointChain> = this.chains.values()): Iterable<Checkpoint> {
    for (const { head } of chains)
      for (let each: Checkpoint | undefined = head; each; each = each.next) yield each;
  }

  /**
   * Merges states into the states after them, oldest first, until `isEnough`. A merged state is not emitted; the next one
   * covers and counts its records. Merges only states whose rows wait for later input, and never the newest state of a
   * stream. Returns the number of merged states.
   */
  mergeStates(isEnough: () => boolean): number {
    let merged = 0;
    for (const state of this.waiting) {
      if (isEnough()) break;
      if (!isMergeable(state)) continue;
      merged++;
      this.waiting.delete(state);
      const chains = state.checkpoints.map(({ chain }) => chain);
      const moved = CHECKPOINT_BYTES * mergeIntoNext(state);
      if (state.nextBarrier) state.nextBarrier.heldBytes += moved;
      this.budget.releaseState(state.heldBytes - moved);
      const ready: PendingState[] = [];
      releaseFollowers(state, ready);
      this.advance(chains, ready);
    }
    return merged;
  }

  private findOrCreateChain({ name, namespace }: StreamDescriptor, isInCatalog: boolean): CheckpointChain {
    const key = streamKey(name, namespace);
    let chain = this.chains.get(key);
    if (!chain) {
      chain = { key, isInCatalog, isClosedByBarrier: false } as CheckpointChain;
      chain.head = chain.newest = new Checkpoint(chain);
      this.chains.set(key, chain);
    }
    return chain;
  }

  /** Returns the chains on which a barrier closes a checkpoint. For other chains it only waits for the barrier before it. */
  private chainsToClose(): CheckpointChain[] {
    return [...this.chains.values()].filter(
      ({ head, newest, isClosedByBarrier }) => newest.hasRows || (head !== newest && !isClosedByBarrier),
    );
  }

  /** Emits what can be emitted, starting with these chains and states. An emitted state may make others ready. */
  private advance(chains: Iterable<CheckpointChain>, ready: PendingState[]): void {
    for (const chain of chains) collectReady(chain, ready);
    for (const state of ready) {
      this.emitState(state);
      for (const { chain } of state.checkpoints) {
        const { next } = chain.head;
        // Unlinked, because a dead checkpoint in the old generation would move all that follow there too.
        chain.head.next = undefined;
        chain.head = next!;
        collectReady(chain, ready);
        if (!chain.isInCatalog && chain.head === chain.newest) this.chains.delete(chain.key);
      }
      releaseFollowers(state, ready);
    }
  }

  private emitState(state: PendingState): void {
    this.waiting.delete(state);
    if (this.barrier === state) this.barrier = undefined;
    let recordCount = 0;
    let rejectedRecordCount = 0;
    for (const { delivered, rejected } of state.checkpoints) {
      recordCount += delivered;
      rejectedRecordCount += rejected;
    }
    this.emit(withStats(state.line, { recordCount, rejectedRecordCount }), recordCount + rejectedRecordCount);
    this.budget.releaseState(state.heldBytes);
  }
}
