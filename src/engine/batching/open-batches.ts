/** A batch that still takes rows. */
export interface OpenBatchLink {
  /** Seals it. It must be removed then. */
  seal(): void;
  older: OpenBatchLink | undefined;
  newer: OpenBatchLink | undefined;
}

/** Open batches of a sync at most. Each takes about 3 KiB beside its rows. */
const MAX_OPEN = 10_000;

/**
 * The open batches of all streams, oldest first. When there are too many, the oldest is sealed: batches must not grow in number
 * with the groups of a stream. A linked list, since each batch of a sync comes and goes here.
 */
export class OpenBatches {
  private oldest: OpenBatchLink | undefined;
  private newest: OpenBatchLink | undefined;
  private count = 0;
  private readonly most: number;

  constructor(most = MAX_OPEN) {
    this.most = most;
  }

  get size(): number {
    return this.count;
  }

  add(open: OpenBatchLink): void {
    open.older = this.newest;
    if (this.newest) this.newest.newer = open;
    else this.oldest = open;
    this.newest = open;
    if (++this.count > this.most) this.oldest!.seal();
  }

  remove(open: OpenBatchLink): void {
    if (open.older) open.older.newer = open.newer;
    else this.oldest = open.newer;
    if (open.newer) open.newer.older = open.older;
    else this.newest = open.older;
    open.older = open.newer = undefined;
    this.count--;
  }
}
