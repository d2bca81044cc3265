import type { StreamDescriptor } from '../errors.ts';
import { streamKey } from '../protocol/catalog.ts';
import { type StateScope, withStats } from '../protocol/state.ts';

/** The rows between two states of a stream. A row is pending from its record until it is answered for good. */
export class Checkpoint {
  pending = 0;
  delivered = 0;
  rejected = 0;
  /** The state that closed it; open while undefined. */
  closes: State | undefined = undefined;
  /** No row is left and every checkpoint before it is gone. */
  finished = false;
  next: Checkpoint | undefined = undefined;
  readonly chain: Chain;

  constructor(chain: Chain) {
    this.chain = chain;
  }
}

/** The checkpoints of one stream, oldest first. The newest is open: a stream's next record belongs to it. */
export interface Chain {
  head: Checkpoint;
  newest: Checkpoint;
}

interface State {
  readonly line: string;
  /** What was taken from the budget for it. */
  readonly held: number;
  readonly chains: Chain[];
  /** Checkpoints that it closed and that are not finished yet. */
  waiting: number;
}

/**
 * Decides when a STATE may be said aloud: when every record before it is answered and every state before it was
 * said. A STREAM state waits for its own stream; a GLOBAL or LEGACY state is a barrier over all streams.
 *
 * A checkpoint leaves its chain only together with the state that closed it, so a stream that is ahead waits at a
 * barrier, and states leave in the order they came.
 */
export class Ledger {
  private readonly chains = new Map<string, Chain>();
  /** GLOBAL and LEGACY states that were not said yet, oldest first. */
  private readonly barriers = new Set<State>();
  private readonly emit: (line: string, held: number) => void;

  /** `emit` gets the line to write and what `state` was told that is held for it. */
  constructor(emit: (line: string, held: number) => void) {
    this.emit = emit;
  }

  state(line: string, scope: StateScope, held = line.length): void {
    const chains = scope === 'all' ? [...this.chains.values()] : [this.chain(scope.stream)];
    const state: State = { line, held, chains, waiting: chains.length };
    for (const chain of chains) close(chain, state);
    if (chains.length === 0) return this.say(state);
    if (scope === 'all') this.barriers.add(state);
    this.advance(chains);
  }

  /** To be called when rows of a checkpoint were answered. */
  settled(checkpoint: Checkpoint): void {
    if (checkpoint.pending === 0 && checkpoint.chain.head === checkpoint) this.advance([checkpoint.chain]);
  }

  /** Says what can be said, beginning with these chains; saying a state may free others. */
  private advance(chains: readonly Chain[]): void {
    const work = [...chains];
    for (let chain = work.pop(); chain; chain = work.pop()) {
      const { head } = chain;
      if (head.pending > 0 || !head.closes || head.finished) continue;
      head.finished = true;
      if (--head.closes.waiting > 0) continue;
      this.say(head.closes);
      for (const freed of head.closes.chains) {
        const { next } = freed.head;
        // One that the garbage collector has given up would drag all that follow into the old generation.
        freed.head.next = undefined;
        freed.head = next!;
        work.push(freed);
      }
    }
  }

  private say(state: State): void {
    this.barriers.delete(state);
    let recordCount = 0;
    let rejectedRecordCount = 0;
    for (const { head } of state.chains) {
      recordCount += head.delivered;
      rejectedRecordCount += head.rejected;
    }
    this.emit(withStats(state.line, { recordCount, rejectedRecordCount }), state.held);
  }

  /** The chain of a stream, made when it is first asked for. */
  chain({ name, namespace }: StreamDescriptor): Chain {
    const key = streamKey(name, namespace);
    let chain = this.chains.get(key);
    if (!chain) {
      chain = {} as Chain;
      chain.head = chain.newest = new Checkpoint(chain);
      this.chains.set(key, chain);
      this.holdBack(chain);
    }
    return chain;
  }

  /** A stream that the catalog does not name is first heard of here; the barriers before it are its barriers too. */
  private holdBack(chain: Chain): void {
    for (const barrier of this.barriers) {
      close(chain, barrier);
      barrier.chains.push(chain);
      barrier.waiting++;
    }
    this.advance([chain]);
  }
}

/** Ends the chain's open checkpoint with a state and opens the next one. */
function close(chain: Chain, state: State): void {
  chain.newest.closes = state;
  chain.newest.next = new Checkpoint(chain);
  chain.newest = chain.newest.next;
}
