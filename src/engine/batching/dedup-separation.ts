import { HashTable } from './hash-table.ts';

/** What a batch has to do with other batches of its stream. */
export interface DeliveryOrder {
  /** Resolve when the batches are settled that have to be before it is delivered. */
  readonly after: readonly Promise<void>[];
  /** To be called when each of its rows is answered. */
  readonly settled: () => void;
}

/** A batch whose rows have identities of their own, until it is settled. */
export class SeparatedBatch {
  isOpen = true;
  /** Batches with earlier rows of its identities. */
  readonly after = new Set<SeparatedBatch>();
  readonly settled: Promise<void>;
  settle!: () => void;
  readonly number: number;
  /** Where the batch is found while it is open. */
  readonly slot: string;
  /** Of its rows, by their indexes. Forgotten when it is closed. */
  private hashes: (number | undefined)[] = [];
  /** The indexes of rows, made when an identity comes again for the first time. */
  private indexes: Map<number | undefined, number> | undefined;

  constructor(number: number, slot: string) {
    this.number = number;
    this.slot = slot;
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  push(hash: number | undefined): void {
    this.indexes?.set(hash, this.hashes.length);
    this.hashes.push(hash);
  }

  /** The row of an identity that it has. */
  indexOf(hash: number): number {
    this.indexes ??= new Map(this.hashes.map((each, index) => [each, index]));
    return this.indexes.get(hash)!;
  }

  close(): void {
    this.isOpen = false;
    this.hashes = [];
    this.indexes = undefined;
    // Or each batch would keep the one before it in memory.
    this.after.clear();
  }
}

/**
 * Knows which batches of a stream that are not settled hold an identity, so that rows of one identity never share a batch and are
 * delivered in order. Identities are compared by their hashes: different ones with one hash are kept apart too, which does no
 * harm. There are as many as rows that are held.
 */
export class DedupSeparation {
  private readonly unsettled = new Map<number, SeparatedBatch>();
  private readonly last = new HashTable((number) => this.unsettled.has(number));
  private count = 0;

  open(slot: string): SeparatedBatch {
    this.count = (this.count + 1) & MAX_NUMBER || 1;
    const batch = new SeparatedBatch(this.count, slot);
    this.unsettled.set(this.count, batch);
    return batch;
  }

  /** The last batch with a row of this identity, unless it is settled. */
  before(hash: number): SeparatedBatch | undefined {
    return this.unsettled.get(this.last.get(hash));
  }

  push(batch: SeparatedBatch, hash: number | undefined): void {
    batch.push(hash);
    if (hash === undefined) return;
    const before = this.unsettled.get(this.last.put(hash, batch.number));
    if (before !== undefined) batch.after.add(before);
  }

  /** The batch takes no more rows. */
  close(batch: SeparatedBatch): DeliveryOrder {
    const after = Array.from(batch.after, ({ settled }) => settled);
    batch.close();
    const settled = (): void => {
      this.unsettled.delete(batch.number);
      batch.settle();
    };
    return { after, settled };
  }
}

/** Numbers begin anew after so many batches; by then the first ones are long settled. */
const MAX_NUMBER = 0x3fff_ffff;
