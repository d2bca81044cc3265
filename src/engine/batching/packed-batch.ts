import {
  type BatchRow,
  type Batch as DeliveredBatch,
  delivered,
  type RowOutcome,
  type Settlement,
} from '../../define/batch.ts';
import type { Framing } from '../../define/framing.ts';
import type { StreamRun } from '../../define/stream.ts';
import { bug } from '../../errors.ts';
import { heldBytesFor } from '../memory-budget.ts';
import { Packing } from './packing.ts';
import type { RowMetadata, Superseded } from './row-metadata.ts';
import { settle } from './settlement.ts';

/** What the rows of a batch have in common. */
export interface BatchOptions {
  readonly framing: Framing;
  readonly batchKey: string | undefined;
  readonly stream: StreamRun;
}

/** A row of a batch. Its members are read on demand. */
class RowView implements BatchRow {
  readonly index: number;
  private readonly batch: PackedBatch;
  private readonly packing: Packing;

  constructor(index: number, batch: PackedBatch, packing: Packing) {
    this.index = index;
    this.batch = batch;
    this.packing = packing;
  }

  get batchKey(): string | undefined {
    return this.batch.batchKey;
  }
  get orderingKey(): string | undefined {
    return this.batch.entries.orderingKey(this.index);
  }
  get dedupKey(): string | undefined {
    return this.batch.entries.dedupKey(this.index);
  }
  get deleted(): boolean {
    return this.batch.entries.isDeleted(this.index);
  }
  get bytes(): number {
    return this.packing.bytesOf(this.index);
  }
  get encoded(): Uint8Array {
    return this.packing.encoded(this.index);
  }
  get text(): string {
    return this.packing.text(this.index);
  }
}

/** Implementation of `Batch`: rows as packed bytes, with their metadata. */
export class PackedBatch implements DeliveredBatch {
  readonly batchKey: string | undefined;
  readonly stream: StreamRun;
  readonly entries: RowMetadata;
  private readonly packing: Packing;
  readonly framing: Framing;

  constructor(entries: RowMetadata, packing: Packing, options: BatchOptions) {
    this.entries = entries;
    this.packing = packing;
    this.framing = options.framing;
    this.batchKey = options.batchKey;
    this.stream = options.stream;
  }

  get size(): number {
    return this.entries.length;
  }

  get bytes(): number {
    return this.packing.bytes;
  }

  body(): readonly Uint8Array[] {
    if (this.entries.hasDeletions)
      throw bug(
        'The connector sends a body with rows that delete, whose text is null. Send them by requests of their own: select the others with batch.part(…). Users: please report this.',
        { code: 'ERR_DELETION_IN_BODY' },
      );
    return this.packing.body();
  }

  row(index: number): BatchRow {
    return new RowView(this.checkedIndex(index), this, this.packing);
  }

  *[Symbol.iterator](): Iterator<BatchRow> {
    for (let index = 0; index < this.size; index++) yield this.row(index);
  }

  all(outcome: RowOutcome): Settlement {
    return settle(this, outcome);
  }

  each(decide: (row: BatchRow) => RowOutcome): Settlement {
    return settle(this, Array.from(this, decide));
  }

  except(others: ReadonlyMap<number, RowOutcome>): Settlement {
    if (others.size === 0) return this.all(delivered);
    for (const index of others.keys()) this.checkedIndex(index);
    return settle(
      this,
      Array.from({ length: this.size }, (_, index) => (others.has(index) ? others.get(index)! : delivered)),
    );
  }

  /** Bytes that the memory budget holds for a row. */
  heldBytesOf(index: number): number {
    return heldBytesFor(this.packing.bytesOf(index) + this.entries.bytesOf(index));
  }

  /** Copies some of the rows into a new batch. `superseded` returns the rows that get their outcome from the row at an index. */
  part(
    indexes: readonly number[],
    superseded: (index: number) => readonly Superseded[] | undefined = (index) =>
      this.entries.supersedes(index),
  ): PackedBatch {
    for (const index of indexes) this.checkedIndex(index);
    const packing = new Packing(this.framing);
    packing.appendRows(this.packing, indexes);
    return new PackedBatch(this.entries.select(indexes, superseded), packing, this);
  }

  /**
   * Releases the memory of the body. Call it only after every request with the body has ended: an ended request no longer
   * reads it.
   */
  release(): void {
    this.packing.release();
    this.entries.release();
  }

  private checkedIndex(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.size)
      throw bug('The connector refers to a row that its batch does not have. Please report this.', {
        code: 'ERR_NO_SUCH_ROW',
        detail: `row ${index} of ${this.size}`,
      });
    return index;
  }
}
