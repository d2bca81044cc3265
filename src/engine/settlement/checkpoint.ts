/** Counts of the rows between two states of a stream. A row is pending from its record until its final outcome. */
export class Checkpoint {
  pending = 0;
  delivered = 0;
  rejected = 0;
  /** Pending rows that the provider stores and has not published. */
  staged = 0;
  /** Pending rows that are rejected and kept, but not yet counted because the share of rejected records is above the limit. */
  withheld = 0;
  /** The state that closed it; undefined while it is open. */
  closedBy: PendingState | undefined = undefined;
  /** No row is pending, and all earlier checkpoints of the chain are removed. */
  isFinished = false;
  next: Checkpoint | undefined = undefined;
  readonly chain: CheckpointChain;

  constructor(chain: CheckpointChain) {
    this.chain = chain;
  }

  /** Whether it counts any row. */
  get hasRows(): boolean {
    return this.pending + this.delivered + this.rejected > 0;
  }

  /** Whether no batch and no queue refers to it: its pending rows wait for later input. */
  get isSettled(): boolean {
    return this.pending === this.staged + this.withheld;
  }

  /** Adds the counts of an earlier checkpoint, which must be settled. */
  absorb(earlier: Checkpoint): void {
    this.pending += earlier.pending;
    this.delivered += earlier.delivered;
    this.rejected += earlier.rejected;
    this.staged += earlier.staged;
    this.withheld += earlier.withheld;
  }
}

/** The checkpoints of one stream as a linked list, oldest first. The newest is open and gets the stream's next record. */
export interface CheckpointChain {
  readonly key: string;
  /** Whether the catalog has the stream. The chain of any other stream is removed when none of its states waits. */
  readonly isInCatalog: boolean;
  head: Checkpoint;
  newest: Checkpoint;
  /** Whether a barrier closed the latest checkpoint. */
  isClosedByBarrier: boolean;
}

/** A state that is not yet emitted. */
export interface PendingState {
  line: string;
  /** Bytes that the memory budget holds for it. */
  heldBytes: number;
  /** Sequence number of the state in the input. */
  readonly order: number;
  /** Whether it is a GLOBAL or LEGACY state, which waits for all streams. */
  readonly isBarrier: boolean;
  /** Checkpoints that it closed. A barrier closes those of the streams with records or states since the barrier before it. */
  readonly checkpoints: Checkpoint[];
  /** Number of unfinished checkpoints, plus 1 while the barrier before it waits. Emitted at 0. */
  waitCount: number;
  /** The barrier before it, while that waits. */
  barrierBefore: PendingState | undefined;
  /** States that wait for this barrier, and the next barrier among them. */
  readonly followers: Set<PendingState>;
  nextBarrier: PendingState | undefined;
}

const NONE: Set<PendingState> = new Set();

/** Creates a state that waits for a barrier, if there is one. It has closed no checkpoint yet. */
export function newState(
  line: string,
  order: number,
  isBarrier: boolean,
  barrierBefore: PendingState | undefined,
): PendingState {
  const followers = isBarrier ? new Set<PendingState>() : NONE;
  const state: PendingState = {
    ...{ line, order, isBarrier, barrierBefore, followers },
    ...{ heldBytes: 0, checkpoints: [], waitCount: barrierBefore ? 1 : 0, nextBarrier: undefined },
  };
  barrierBefore?.followers.add(state);
  if (isBarrier && barrierBefore) barrierBefore.nextBarrier = state;
  return state;
}

/** Closes the open checkpoint of a chain with a state and opens the next one. */
export function closeCheckpoint(chain: CheckpointChain, state: PendingState): void {
  const { newest } = chain;
  newest.closedBy = state;
  newest.next = new Checkpoint(chain);
  chain.newest = newest.next;
  chain.isClosedByBarrier = state.isBarrier;
  state.checkpoints.push(newest);
  state.waitCount++;
}

/**
 * Finishes the head of a chain if none of its rows is pending. Adds the state that closed it to `ready` if that waits for
 * nothing else.
 */
export function collectReady({ head }: CheckpointChain, ready: PendingState[]): void {
  if (head.pending > 0 || !head.closedBy || head.isFinished) return;
  head.isFinished = true;
  if (--head.closedBy.waitCount === 0) ready.push(head.closedBy);
}

/** Adds the states to `ready` that waited only for this barrier. */
export function releaseFollowers({ followers }: PendingState, ready: PendingState[]): void {
  for (const each of followers) {
    each.barrierBefore = undefined;
    if (--each.waitCount === 0) ready.push(each);
  }
}
