/** An open batch in the list of all open batches. */
export interface OpenBatchLink {
  /** Seals the batch, which has to remove it from the list. */
  seal(): void;
  older: OpenBatchLink | undefined;
  newer: OpenBatchLink | undefined;
}

/** Open batches of a sync at most. Each costs about 3 KiB beside its rows. */
const MAX_OPEN = 10_000;

/**
 * The open batches of all streams, oldest first. Beyond `max` the oldest is sealed, so that their number does not grow with
 * the batch keys of a stream. A linked list, because every batch of a sync is added and removed.
 */
export class OpenBatches {
  private oldest: OpenBatchLink | undefined;
  private newest: OpenBatchLink | undefined;
  private count = 0;
  private readonly max: number;

  constructor(max = MAX_OPEN) {
    this.max = max;
  }

  get size(): number {
    return this.count;
  }

  add(open: OpenBatchLink): void {
    open.older = this.newest;
    if (this.newest) this.newest.newer = open;
    else this.oldest = open;
    this.newest = open;
    if (++this.count > this.max) this.oldest!.seal();
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
