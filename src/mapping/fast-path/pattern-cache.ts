/** Owner of learned layouts. */
export interface PatternOwner {
  /** Drops its layouts; they may be learned again. */
  forget(): void;
}

/** Maximum number of layouts of all streams together; each takes up to 60 KiB once it is compiled. */
const MAX_LAYOUTS = 512;

/**
 * Bounds the layouts of all streams of the process. Beyond the maximum, the layouts of the stream that learned first are dropped:
 * sources usually send one stream after the other.
 */
export class PatternCache {
  private readonly counts = new Map<PatternOwner, number>();
  private total = 0;
  private readonly maxLayouts: number;

  constructor(maxLayouts = MAX_LAYOUTS) {
    this.maxLayouts = maxLayouts;
  }

  /** Call it when a stream has learned another layout. */
  add(learner: PatternOwner): void {
    this.counts.set(learner, (this.counts.get(learner) ?? 0) + 1);
    this.total++;
    for (const [oldest, count] of this.counts) {
      if (this.total <= this.maxLayouts || oldest === learner) return;
      this.counts.delete(oldest);
      this.total -= count;
      oldest.forget();
    }
  }
}
