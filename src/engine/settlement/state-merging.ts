import type { Checkpoint, CheckpointChain, PendingState } from './checkpoint.ts';

/** Whether a later state can cover the records of a state, and no running delivery refers to its checkpoints. */
export function isMergeable(state: PendingState): boolean {
  if (!state.checkpoints.every(({ isSettled }) => isSettled)) return false;
  if (state.isBarrier) return state.barrierBefore === undefined && state.nextBarrier !== undefined;
  return state.checkpoints[0]!.next!.closedBy !== undefined;
}

/**
 * Moves the counts of a state to the states after it. Returns the number of checkpoints that moved unchanged to the next
 * barrier.
 */
export function mergeIntoNext(state: PendingState): number {
  state.barrierBefore?.followers.delete(state);
  let moved = 0;
  for (const checkpoint of state.checkpoints) {
    const next = checkpoint.next!;
    const { nextBarrier } = state;
    // The next barrier closed no checkpoint on a chain without rows before it, and a later checkpoint belongs to a later state.
    if (nextBarrier && (next.closedBy === undefined || next.closedBy.order > nextBarrier.order)) {
      handOver(checkpoint, nextBarrier);
      moved++;
    } else {
      next.absorb(checkpoint);
      unlink(checkpoint, next);
    }
  }
  return moved;
}

function handOver(checkpoint: Checkpoint, to: PendingState): void {
  checkpoint.closedBy = to;
  to.checkpoints.push(checkpoint);
  if (!checkpoint.isFinished) to.waitCount++;
}

function unlink(checkpoint: Checkpoint, next: Checkpoint): void {
  const { chain } = checkpoint;
  if (chain.head === checkpoint) chain.head = next;
  else previousOf(chain, checkpoint).next = next;
  checkpoint.next = undefined;
}

function previousOf(chain: CheckpointChain, checkpoint: Checkpoint): Checkpoint {
  let each = chain.head;
  while (each.next !== checkpoint) each = each.next!;
  return each;
}
