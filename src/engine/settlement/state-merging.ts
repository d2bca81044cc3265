import type { Checkpoint, CheckpointChain, PendingState } from './checkpoint.ts';

/** Whether a later state can cover what a state covers, and nothing under way refers to its checkpoints. */
export function isMergeable(state: PendingState): boolean {
  if (!state.checkpoints.every(({ isSettled }) => isSettled)) return false;
  if (state.isBarrier) return state.behind === undefined && state.following !== undefined;
  return state.checkpoints[0]!.next!.closes !== undefined;
}

/** Gives the rows of a state to the states after it. Returns how many checkpoints the next barrier took over as they are. */
export function mergeIntoNext(state: PendingState): number {
  state.behind?.followers.delete(state);
  let moved = 0;
  for (const checkpoint of state.checkpoints) {
    const next = checkpoint.next!;
    const { following } = state;
    // The next barrier has no checkpoint on a chain where nothing came before it, and a later one is not its own.
    if (following && (next.closes === undefined || next.closes.order > following.order)) {
      handOver(checkpoint, following);
      moved++;
    } else {
      next.absorb(checkpoint);
      unlink(checkpoint, next);
    }
  }
  return moved;
}

function handOver(checkpoint: Checkpoint, to: PendingState): void {
  const { chain } = checkpoint;
  if (chain.last === checkpoint.closes) chain.last = to;
  checkpoint.closes = to;
  to.checkpoints.push(checkpoint);
  if (!checkpoint.finished) to.waiting++;
}

function unlink(checkpoint: Checkpoint, next: Checkpoint): void {
  const { chain } = checkpoint;
  if (chain.head === checkpoint) chain.head = next;
  else before(chain, checkpoint).next = next;
  checkpoint.next = undefined;
}

function before(chain: CheckpointChain, checkpoint: Checkpoint): Checkpoint {
  let each = chain.head;
  while (each.next !== checkpoint) each = each.next!;
  return each;
}
