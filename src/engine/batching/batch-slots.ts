import type { SeparatedBatch } from './dedup-separation.ts';
import type { OpenBatchLink } from './open-batches.ts';
import type { Packing } from './packing.ts';
import type { RowMetadata } from './row-metadata.ts';

/** Rows of one slot may share a batch: the batch key, and the lane of the ordering key. */
export interface Slot {
  readonly batchKey: string | undefined;
  readonly lane: number | undefined;
}

/** A batch that accepts more rows. */
export interface OpenBatch extends Slot, OpenBatchLink {
  readonly packing: Packing;
  readonly entries: RowMetadata;
  /** Dedup hashes of its rows, with `onDuplicate: 'separate-batches'`. */
  readonly separated: SeparatedBatch | undefined;
  /** When it is sealed, on the monotonic clock. Postponed once if the batch is held back. */
  due: number;
  /** Full or due, but held back for rows whose dedup keys it has already. */
  isHeldBack: boolean;
  /** Its dedup keys, once a row with one of them has come while it is held back. */
  heldKeys: ReadonlySet<string | undefined> | undefined;
  /** The next batch of the same slot, for rows whose dedup keys this one has already. */
  next: OpenBatch | undefined;
}

/** The open batches of a stream by slot: usually one for each slot, otherwise a chain in the order of delivery. */
export class BatchSlots {
  private readonly firsts = new Map<string, OpenBatch>();
  /**
   * The first batch of the slot without lane and batch key, the only slot of most operations. Not in the map, because V8
   * replaces a map's table every few batches, and each table in the old generation keeps the next one alive.
   */
  private unkeyedFirst: OpenBatch | undefined;
  private lastSlot: Slot & { readonly id: string } = { lane: undefined, batchKey: undefined, id: '' };

  /**
   * Returns the id of a slot. Consecutive rows usually share a slot, so the last id is kept: no new string is built, and a
   * map finds a string faster that it has looked up before.
   */
  slotId(lane: number | undefined, batchKey: string | undefined): string {
    if (batchKey === undefined && lane === undefined) return '';
    const { lastSlot } = this;
    if (lane !== lastSlot.lane || batchKey !== lastSlot.batchKey)
      this.lastSlot = { lane, batchKey, id: `${lane} ${batchKey}` };
    return this.lastSlot.id;
  }

  first(id: string): OpenBatch | undefined {
    return id === '' ? this.unkeyedFirst : this.firsts.get(id);
  }

  setFirst(id: string, open: OpenBatch | undefined): void {
    if (id === '') this.unkeyedFirst = open;
    else if (open) this.firsts.set(id, open);
    else this.firsts.delete(id);
  }

  /** All batches of a slot. */
  *chain(id: string): Iterable<OpenBatch> {
    for (let open = this.first(id); open; open = open.next) yield open;
  }

  /** Returns the open batch with these dedup hashes. */
  openOf(separated: SeparatedBatch): OpenBatch {
    for (const open of this.chain(separated.slot)) if (open.separated === separated) return open;
    throw new Error('an open batch is missing from its slot');
  }

  /** Number of rows in all batches. */
  get rows(): number {
    let rows = 0;
    for (const [id] of this.all()) for (const { entries } of this.chain(id)) rows += entries.length;
    return rows;
  }

  /** The first batches of all slots. */
  *all(): Iterable<readonly [id: string, first: OpenBatch]> {
    if (this.unkeyedFirst) yield ['', this.unkeyedFirst];
    yield* this.firsts;
  }
}
