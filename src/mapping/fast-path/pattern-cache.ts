/** What can be forgotten: the layouts that a stream has learnt. */
export interface PatternOwner {
  /** Forgets them; they may be learnt again. */
  forget(): void;
}

/** Layouts that all streams together have learnt at most; each takes up to 60 KiB once it is compiled. */
const MOST = 512;

/**
 * The layouts of all streams of the process. When there are too many, those of the stream that learnt first are forgotten: sources
 * mostly send one stream after the other.
 */
export class PatternCache {
  private readonly counts = new Map<PatternOwner, number>();
  private total = 0;
  private readonly most: number;

  constructor(most = MOST) {
    this.most = most;
  }

  /** To be called when a stream has learnt one more. */
  add(learner: PatternOwner): void {
    this.counts.set(learner, (this.counts.get(learner) ?? 0) + 1);
    this.total++;
    for (const [oldest, count] of this.counts) {
      if (this.total <= this.most || oldest === learner) return;
      this.counts.delete(oldest);
      this.total -= count;
      oldest.forget();
    }
  }
}
