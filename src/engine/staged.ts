import type { Checkpoint } from './ledger.ts';

/** Counts the rows of each checkpoint that the provider has taken and that wait for the end of their stream. */
export class Staged {
  private counts = new Map<Checkpoint, number>();

  add(checkpoint: Checkpoint): void {
    this.counts.set(checkpoint, (this.counts.get(checkpoint) ?? 0) + 1);
  }

  /** The counts; none are left. */
  take(): ReadonlyMap<Checkpoint, number> {
    const { counts } = this;
    this.counts = new Map();
    return counts;
  }
}
