import { HashTable } from './hash-table.ts';

/** Order of a batch relative to other batches of its stream. */
export interface DeliveryOrder {
  /** Resolve when the batches are settled that have to precede this one. */
  readonly after: readonly Promise<void>[];
  /** Call it when every row of the batch has an outcome. */
  readonly onSettled: () => void;
}

/** A batch whose rows all have different dedup keys, until it is settled. */
export class SeparatedBatch {
  isOpen = true;
  /** Unsettled batches with earlier rows of its dedup keys. */
  readonly after = new Set<SeparatedBatch>();
  readonly settled: Promise<void>;
  settle!: () => void;
  readonly number: number;
  /** Id of the slot in which the batch is open. */
  readonly slot: string;
  /** Dedup hashes of its rows, by index. Empty once it is closed. */
  private hashes: (number | undefined)[] = [];
  /** Row indexes by hash, built when a hash repeats for the first time. */
  private indexes: Map<number | undefined, number> | undefined;

  constructor(number: number, slot: string) {
    this.number = number;
    this.slot = slot;
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  addRow(hash: number | undefined): void {
    this.indexes?.set(hash, this.hashes.length);
    this.hashes.push(hash);
  }

  /** Returns the index of the row with a hash, which the batch must have. */
  indexOf(hash: number): number {
    this.indexes ??= new Map(this.hashes.map((each, index) => [each, index]));
    return this.indexes.get(hash)!;
  }

  close(): void {
    this.isOpen = false;
    this.hashes = [];
    this.indexes = undefined;
    // Otherwise each batch would keep the one before it in memory.
    this.after.clear();
  }
}

/**
 * Tracks which unsettled batches of a stream have a dedup key, so that rows with the same key never share a batch and are
 * delivered in order. Keys are compared by their hashes: two keys with the same hash are separated too, which does no harm.
 * Memory is bounded by the rows that are held.
 */
export class DedupSeparation {
  private readonly unsettled = new Map<number, SeparatedBatch>();
  private readonly lastNumbers = new HashTable((number) => this.unsettled.has(number));
  private count = 0;

  open(slot: string): SeparatedBatch {
    this.count = (this.count + 1) & MAX_NUMBER || 1;
    const batch = new SeparatedBatch(this.count, slot);
    this.unsettled.set(this.count, batch);
    return batch;
  }

  /** Returns the last batch with a row of this hash, unless it is settled. */
  lastBatchWith(hash: number): SeparatedBatch | undefined {
    return this.unsettled.get(this.lastNumbers.get(hash));
  }

  addRow(batch: SeparatedBatch, hash: number | undefined): void {
    batch.addRow(hash);
    if (hash === undefined) return;
    const earlier = this.unsettled.get(this.lastNumbers.put(hash, batch.number));
    if (earlier !== undefined) batch.after.add(earlier);
  }

  /** Closes a batch to further rows. */
  close(batch: SeparatedBatch): DeliveryOrder {
    const after = Array.from(batch.after, ({ settled }) => settled);
    batch.close();
    const onSettled = (): void => {
      this.unsettled.delete(batch.number);
      batch.settle();
    };
    return { after, onSettled };
  }
}

/** After this many batches numbers restart at 1; by then the first batches are long settled. */
const MAX_NUMBER = 0x3fff_ffff;
