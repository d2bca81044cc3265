import { oneRowPerRequest } from '../../define/framing.ts';
import type { Checkpoint } from '../settlement/checkpoint.ts';
import { Packing } from './packing.ts';
import { segmentIndexOf } from './segment-index.ts';

/** What the engine keeps of a row beside its text. */
export interface RowMetadataEntry {
  readonly checkpoint: Checkpoint;
  readonly orderingKey: string | undefined;
  readonly dedupKey: string | undefined;
  readonly deleted: boolean;
  /** Other rows of the same identity that are answered with this one, oldest first. */
  readonly supersedes: readonly Superseded[] | undefined;
  /** The record as it came, where it differs from the row and will be needed if it is rejected. */
  readonly source: string | undefined;
}

/** A row that is not sent, since another one takes its place. */
export interface Superseded extends RowMetadataEntry {
  /** Bytes that were taken from the budget for it. */
  readonly held: number;
  /** Its text is that of the row that takes its place; else it is an earlier version of it. */
  readonly isEqual: boolean;
}

/** Bytes of the first segment of sources; they are held only where records are changed and rejected ones are kept. */
const FIRST_SEGMENT = 4 * 1024;

/**
 * The entries of a batch, column by column. An object for each row would be most of what is under way at a time, and what is
 * under way is copied by each collection of the young generation and moved to the old one by the next: so most columns are
 * not there before a row has something to put into them.
 */
export class RowMetadata {
  private rows = 0;
  /** Rows mostly have the checkpoint of the row before them: the first rows of those that do not, and theirs. */
  private readonly firsts: number[] = [];
  private readonly checkpoints: Checkpoint[] = [];
  private keys: Column<string>;
  private identities: Column<string>;
  private deletions: Column<true>;
  private superseded: Column<readonly Superseded[]>;
  /** As bytes, like the rows: a text cut out of the input would keep its whole block. No record's text is empty. */
  private sources: Packing | undefined;

  get length(): number {
    return this.rows;
  }

  /** `row` says who it is, the rest what belongs to it. Returns the bytes that are held for it beside the row's text. */
  push(
    row: Pick<RowMetadataEntry, 'orderingKey' | 'dedupKey' | 'deleted'>,
    checkpoint: Checkpoint,
    source: string | undefined,
    supersedes?: readonly Superseded[],
  ): number {
    const index = this.rows++;
    if (this.checkpoints.at(-1) !== checkpoint) {
      this.firsts.push(index);
      this.checkpoints.push(checkpoint);
    }
    this.keys = put(this.keys, index, row.orderingKey);
    this.identities = put(this.identities, index, row.dedupKey);
    this.deletions = put(this.deletions, index, row.deleted || undefined);
    this.superseded = put(this.superseded, index, supersedes);
    if (source !== undefined || this.sources) this.pushSource(index, source ?? '');
    return this.bytesOf(index);
  }

  /** Bytes that are held for a row beside its text. */
  bytesOf(index: number): number {
    const source = this.sources?.bytesOf(index) ?? 0;
    return source + (this.key(index)?.length ?? 0) + (this.identity(index)?.length ?? 0);
  }

  /** Gives the memory of sources back. */
  release(): void {
    this.sources?.release();
  }

  /** Has a row of the same text answered with the one at `index`. `held` is taken from the budget for it. */
  join(index: number, row: Pick<Superseded, 'checkpoint' | 'source' | 'held'>): void {
    const joined = { ...this.at(index), ...row, supersedes: undefined, isEqual: true };
    const others = this.superseded?.[index] as Superseded[] | undefined;
    if (others) {
      others.push(joined);
      return;
    }
    this.superseded ??= new Array<undefined>(this.rows).fill(undefined);
    this.superseded[index] = [joined];
  }

  checkpoint(index: number): Checkpoint {
    return this.checkpoints[segmentIndexOf(this.firsts, index)]!;
  }

  key(index: number): string | undefined {
    return this.keys?.[index];
  }

  identity(index: number): string | undefined {
    return this.identities?.[index];
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

  at(index: number): RowMetadataEntry {
    return {
      checkpoint: this.checkpoint(index),
      orderingKey: this.key(index),
      dedupKey: this.identity(index),
      deleted: this.isDeleted(index),
      supersedes: this.supersedes(index),
      source: this.source(index),
    };
  }

  private pushSource(index: number, source: string): void {
    this.sources ??= new Packing(oneRowPerRequest, false, FIRST_SEGMENT);
    while (this.sources.rows < index) this.sources.append('');
    this.sources.append(source);
  }
}

type Column<T> = (T | undefined)[] | undefined;

function put<T>(column: Column<T>, index: number, value: T | undefined): Column<T> {
  if (column === undefined && value === undefined) return undefined;
  const values = column ?? new Array<T | undefined>(index).fill(undefined);
  values.push(value);
  return values;
}
