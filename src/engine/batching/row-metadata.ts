import { oneRowPerRequest } from '../../define/framing.ts';
import type { Checkpoint } from '../settlement/checkpoint.ts';
import { Packing } from './packing.ts';
import { segmentIndexOf } from './segment-index.ts';

/** What the engine holds of a row beside its text. */
export interface RowMetadataEntry {
  readonly checkpoint: Checkpoint;
  readonly orderingKey: string | undefined;
  readonly dedupKey: string | undefined;
  readonly deleted: boolean;
  /** Rows of the same dedup key that get their outcome from this one, oldest first. */
  readonly supersedes: readonly Superseded[] | undefined;
  /** Text of the record, if it differs from the row and the reject store would need it. */
  readonly source: string | undefined;
}

/** A row that is not sent, because another one replaces it. */
export interface Superseded extends RowMetadataEntry {
  /** Bytes that the memory budget holds for it. */
  readonly heldBytes: number;
  /** Whether it equals the row that replaces it; otherwise it is an earlier version of it. */
  readonly isEqual: boolean;
}

/** Bytes of the first segment for record texts. They are held only if records differ from rows and rejected ones are kept. */
const FIRST_SEGMENT = 4 * 1024;

/**
 * Metadata of the rows of a batch, column by column. An object for each row would be most of the live heap: the garbage
 * collector copies live objects in each collection of the young generation and then moves them to the old one. So a column
 * exists only once a row has a value for it.
 */
export class RowMetadata {
  private rows = 0;
  /** Run-length encoded checkpoints: the first row of each run, and its checkpoint. */
  private readonly firstRows: number[] = [];
  private readonly checkpoints: Checkpoint[] = [];
  private orderingKeys: Column<string>;
  private dedupKeys: Column<string>;
  private deletions: Column<true>;
  private superseded: Column<readonly Superseded[]>;
  /** Texts of the records as bytes, because a string cut from the input would keep its whole block. An empty text means none. */
  private sources: Packing | undefined;

  get length(): number {
    return this.rows;
  }

  /** Adds a row. Returns the bytes that are held for it beside its text. */
  push(
    row: Pick<RowMetadataEntry, 'orderingKey' | 'dedupKey' | 'deleted'>,
    checkpoint: Checkpoint,
    source: string | undefined,
    supersedes?: readonly Superseded[],
  ): number {
    const index = this.rows++;
    this.addCheckpoint(index, checkpoint);
    this.orderingKeys = putInColumn(this.orderingKeys, index, row.orderingKey);
    this.dedupKeys = putInColumn(this.dedupKeys, index, row.dedupKey);
    this.deletions = putInColumn(this.deletions, index, row.deleted || undefined);
    this.superseded = putInColumn(this.superseded, index, supersedes);
    if (source !== undefined || this.sources) this.pushSource(index, source ?? '');
    return this.bytesOf(index);
  }

  /** Bytes that are held for a row beside its text. */
  bytesOf(index: number): number {
    const source = this.sources?.bytesOf(index) ?? 0;
    return source + (this.orderingKey(index)?.length ?? 0) + (this.dedupKey(index)?.length ?? 0);
  }

  /** Releases the memory of record texts. */
  release(): void {
    this.sources?.release();
  }

  /** Adds a row with the same text as the row at `index`, which gets its outcome from that row. */
  addDuplicate(index: number, row: Pick<Superseded, 'checkpoint' | 'source' | 'heldBytes'>): void {
    const duplicate = { ...this.entryAt(index), ...row, supersedes: undefined, isEqual: true };
    const others = this.superseded?.[index] as Superseded[] | undefined;
    if (others) {
      others.push(duplicate);
      return;
    }
    this.superseded ??= new Array<undefined>(this.rows).fill(undefined);
    this.superseded[index] = [duplicate];
  }

  checkpoint(index: number): Checkpoint {
    return this.checkpoints[segmentIndexOf(this.firstRows, index)]!;
  }

  orderingKey(index: number): string | undefined {
    return this.orderingKeys?.[index];
  }

  dedupKey(index: number): string | undefined {
    return this.dedupKeys?.[index];
  }

  /** Whether a row has this dedup key. Compares it with all of them. */
  hasDedupKey(dedupKey: string | undefined): boolean {
    return dedupKey !== undefined && this.dedupKeys?.includes(dedupKey) === true;
  }

  /** The dedup keys of all rows that have one. */
  dedupKeySet(): ReadonlySet<string | undefined> {
    const keys = new Set(this.dedupKeys);
    keys.delete(undefined);
    return keys;
  }

  /** Whether a row deletes an object. */
  get hasDeletions(): boolean {
    return this.deletions?.includes(true) ?? false;
  }

  isDeleted(index: number): boolean {
    return this.deletions?.[index] ?? false;
  }

  supersedes(index: number): readonly Superseded[] | undefined {
    return this.superseded?.[index];
  }

  source(index: number): string | undefined {
    return this.sources?.text(index) || undefined;
  }

  entryAt(index: number): RowMetadataEntry {
    return {
      checkpoint: this.checkpoint(index),
      orderingKey: this.orderingKey(index),
      dedupKey: this.dedupKey(index),
      deleted: this.isDeleted(index),
      supersedes: this.supersedes(index),
      source: this.source(index),
    };
  }

  /** A copy of the rows at these indexes. `superseded` returns the rows that get their outcome from the row at an index. */
  select(
    indexes: readonly number[],
    superseded: (index: number) => readonly Superseded[] | undefined,
  ): RowMetadata {
    const selected = new RowMetadata();
    for (const [at, index] of indexes.entries()) {
      selected.rows++;
      selected.addCheckpoint(at, this.checkpoint(index));
      selected.superseded = putInColumn(selected.superseded, at, superseded(index));
    }
    selected.orderingKeys = selectFrom(this.orderingKeys, indexes);
    selected.dedupKeys = selectFrom(this.dedupKeys, indexes);
    selected.deletions = selectFrom(this.deletions, indexes);
    if (!this.sources) return selected;
    selected.sources = new Packing(oneRowPerRequest, false, FIRST_SEGMENT);
    selected.sources.appendRows(this.sources, indexes);
    return selected;
  }

  private addCheckpoint(index: number, checkpoint: Checkpoint): void {
    if (this.checkpoints.at(-1) === checkpoint) return;
    this.firstRows.push(index);
    this.checkpoints.push(checkpoint);
  }

  private pushSource(index: number, source: string): void {
    this.sources ??= new Packing(oneRowPerRequest, false, FIRST_SEGMENT);
    while (this.sources.rows < index) this.sources.append('');
    this.sources.append(source);
  }
}

type Column<T> = (T | undefined)[] | undefined;

function selectFrom<T>(column: Column<T>, indexes: readonly number[]): Column<T> {
  return column && indexes.map((index) => column[index]);
}

function putInColumn<T>(column: Column<T>, index: number, value: T | undefined): Column<T> {
  if (column === undefined && value === undefined) return undefined;
  const values = column ?? new Array<T | undefined>(index).fill(undefined);
  values.push(value);
  return values;
}
