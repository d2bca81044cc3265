/** The rows between two states of a stream. A row is pending from its record until it is answered for good. */
export class Checkpoint {
  pending = 0;
  delivered = 0;
  rejected = 0;
  /** Of those pending: rows that the provider has and that are not in force yet. */
  staged = 0;
  /** Of those pending: rejected rows that are kept, while they are too many of the rows received so far. */
  unjudged = 0;
  /** The state that closed it; open while undefined. */
  closes: PendingState | undefined = undefined;
  /** No row is left and every checkpoint before it is gone. */
  finished = false;
  next: Checkpoint | undefined = undefined;
  readonly chain: CheckpointChain;

  constructor(chain: CheckpointChain) {
    this.chain = chain;
  }

  /** Whether a record came in it. */
  get isUsed(): boolean {
    return this.pending + this.delivered + this.rejected > 0;
  }

  /** Whether no batch and no queue refers to it: what is pending waits for the rest of the input. */
  get isSettled(): boolean {
    return this.pending === this.staged + this.unjudged;
  }

  /** Takes over the rows of an earlier checkpoint, which must be settled. */
  absorb(earlier: Checkpoint): void {
    this.pending += earlier.pending;
    this.delivered += earlier.delivered;
    this.rejected += earlier.rejected;
    this.staged += earlier.staged;
    this.unjudged += earlier.unjudged;
  }
}

/** The checkpoints of one stream, oldest first. The newest is open: a stream's next record belongs to it. */
export interface CheckpointChain {
  readonly key: string;
  /** Whether the catalog names the stream. The chain of another one is forgotten when no state of it waits. */
  readonly isNamed: boolean;
  head: Checkpoint;
  newest: Checkpoint;
  /** The state that closed a checkpoint last. */
  last: PendingState | undefined;
}

/** A state that was not emitted yet. */
export interface PendingState {
  line: string;
  /** Bytes that it takes from the budget. */
  held: number;
  /** States are numbered in the order they came. */
  readonly order: number;
  /** Whether it is of all streams. */
  readonly isBarrier: boolean;
  /** The checkpoints that it closed: those of a barrier are of the streams that had records or states since the barrier before it. */
  readonly checkpoints: Checkpoint[];
  /** The number of things it waits for: checkpoints that are not finished, and the barrier before it. */
  waiting: number;
  /** The barrier before it, while that waits too. */
  behind: PendingState | undefined;
  /** The states that wait for this barrier, and the next barrier among them. */
  readonly followers: Set<PendingState>;
  following: PendingState | undefined;
}

const NONE: Set<PendingState> = new Set();

/** A state that came behind a barrier, or not. It has closed no checkpoint yet. */
export function newState(
  line: string,
  order: number,
  isBarrier: boolean,
  behind: PendingState | undefined,
): PendingState {
  const followers = isBarrier ? new Set<PendingState>() : NONE;
  const state: PendingState = {
    ...{ line, order, isBarrier, behind, followers },
    ...{ held: 0, checkpoints: [], waiting: behind ? 1 : 0, following: undefined },
  };
  behind?.followers.add(state);
  if (isBarrier && behind) behind.following = state;
  return state;
}

/** Ends the chain's open checkpoint with a state and opens the next one. */
export function closeCheckpoint(chain: CheckpointChain, state: PendingState): void {
  const { newest } = chain;
  newest.closes = state;
  newest.next = new Checkpoint(chain);
  chain.newest = newest.next;
  chain.last = state;
  state.checkpoints.push(newest);
  state.waiting++;
}

/** Finishes the head of a chain if no row is left in it; adds the state that closed it if that waits for nothing more. */
export function collectReady({ head }: CheckpointChain, ready: PendingState[]): void {
  if (head.pending > 0 || !head.closes || head.finished) return;
  head.finished = true;
  if (--head.closes.waiting === 0) ready.push(head.closes);
}

/** Adds the states that waited for this barrier alone. */
export function releaseFollowers({ followers }: PendingState, ready: PendingState[]): void {
  for (const each of followers) {
    each.behind = undefined;
    if (--each.waiting === 0) ready.push(each);
  }
}
