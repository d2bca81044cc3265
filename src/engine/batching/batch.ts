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
import { RowMetadata, type Superseded } from './row-metadata.ts';
import { settle } from './settlement.ts';

/** What the rows of a batch have in common. */
export interface BatchOptions {
  readonly framing: Framing;
  readonly batchKey: string | undefined;
  readonly stream: StreamRun;
}

/** What it says is read only when somebody asks for it. */
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
    return this.batch.entries.key(this.index);
  }
  get dedupKey(): string | undefined {
    return this.batch.entries.identity(this.index);
  }
  get deleted(): boolean {
    return this.batch.entries.isDeleted(this.index);
  }
  get bytes(): number {
    return this.packing.bytesOf(this.index);
  }
  get text(): string {
    return this.packing.text(this.index);
  }
}

/** Rows that travel together and are committed together. Each of the three ways to settle answers every row. */
export class PackedBatch implements DeliveredBatch {
  readonly batchKey: string | undefined;
  readonly stream: StreamRun;
  readonly entries: RowMetadata;
  private readonly packing: Packing;
  readonly framing: Framing;

  constructor(entries: RowMetadata, packing: Packing, of: BatchOptions) {
    this.entries = entries;
    this.packing = packing;
    this.framing = of.framing;
    this.batchKey = of.batchKey;
    this.stream = of.stream;
  }

  get size(): number {
    return this.entries.length;
  }

  /** Bytes of the body. */
  get bytes(): number {
    return this.packing.bytes;
  }

  /** The rows' texts in the operation's framing. */
  body(): readonly Uint8Array[] {
    return this.packing.body();
  }

  row(index: number): BatchRow {
    return new RowView(this.checked(index), this, this.packing);
  }

  *[Symbol.iterator](): Iterator<BatchRow> {
    for (let index = 0; index < this.size; index++) yield this.row(index);
  }

  /** The same for all rows. */
  all(outcome: RowOutcome): Settlement {
    return settle(this, outcome);
  }

  each(decide: (row: BatchRow) => RowOutcome): Settlement {
    return settle(this, Array.from(this, decide));
  }

  /** The rows at these indexes as said, the others delivered. */
  except(others: ReadonlyMap<number, RowOutcome>): Settlement {
    for (const index of others.keys()) this.checked(index);
    return settle(
      this,
      Array.from({ length: this.size }, (_, index) => others.get(index) ?? delivered),
    );
  }

  /** Bytes of a row's text. */
  bytesOf(index: number): number {
    return this.packing.bytesOf(index);
  }

  /** Bytes that were taken from the budget for a row. */
  heldOf(index: number): number {
    return heldBytesFor(this.packing.bytesOf(index) + this.entries.bytesOf(index));
  }

  /** Some of the rows as a batch of their own. `superseded` finds the earlier rows that one of them is to answer for. */
  part(
    indexes: readonly number[],
    superseded: (index: number) => readonly Superseded[] | undefined = (index) =>
      this.entries.supersedes(index),
  ): PackedBatch {
    const packing = new Packing(this.framing);
    const entries = new RowMetadata();
    for (const index of indexes) {
      const entry = this.entries.at(this.checked(index));
      packing.append(this.packing.text(index));
      entries.push(entry, entry.checkpoint, entry.source, superseded(index));
    }
    return new PackedBatch(entries, packing, this);
  }

  /**
   * Gives the body's memory back. To be called when no request with it is under way: a request that has ended, with whatever
   * answer, does not read it any more.
   */
  release(): void {
    this.packing.release();
    this.entries.release();
  }

  private checked(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.size)
      throw bug('The connector answered for a row that its batch does not have. Please report this.', {
        code: 'ERR_NO_SUCH_ROW',
        detail: `row ${index} of ${this.size}`,
      });
    return index;
  }
}
