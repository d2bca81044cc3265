import type { SeparatedBatch } from './dedup-separation.ts';
import type { OpenBatchLink } from './open-batches.ts';
import type { Packing } from './packing.ts';
import type { RowMetadata } from './row-metadata.ts';

/** Where a row belongs: rows of one slot share batches. */
export interface Slot {
  readonly batchKey: string | undefined;
  readonly lane: number | undefined;
}

/** A batch that takes more rows. */
export interface OpenBatch extends Slot, OpenBatchLink {
  readonly packing: Packing;
  readonly entries: RowMetadata;
  /** The identities in it, where rows of one identity have to stay together. */
  readonly identities: Set<string | undefined> | undefined;
  /** The identities in it, where rows of one identity must not share a batch. */
  readonly apart: SeparatedBatch | undefined;
  /** When it has to go; put off for a moment, once, for rows that belong to it and may be about to come. */
  due: number;
  /** It would go if nothing had to stay together. */
  ripe: boolean;
  /** The batch of the same slot for rows whose identities this one has already. */
  next: OpenBatch | undefined;
}

/** The open batches of a stream by their slots: mostly one of each slot, else a chain in the order in which they are delivered. */
export class BatchSlots {
  private readonly firsts = new Map<string, OpenBatch>();
  /**
   * Of rows with neither lane nor group, which is all that most operations have. The map would get a new table every few
   * batches, and each table of the old generation keeps the next one alive.
   */
  private only: OpenBatch | undefined;
  private last: Slot & { readonly id: string } = { lane: undefined, batchKey: undefined, id: '' };

  /** Rows of one slot mostly come one after another, and a text that was looked up before is found faster. */
  slotId(lane: number | undefined, group: string | undefined): string {
    if (group === undefined && lane === undefined) return '';
    const { last } = this;
    if (lane !== last.lane || group !== last.batchKey)
      this.last = { lane, batchKey: group, id: `${lane} ${group}` };
    return this.last.id;
  }

  first(id: string): OpenBatch | undefined {
    return id === '' ? this.only : this.firsts.get(id);
  }

  setFirst(id: string, open: OpenBatch | undefined): void {
    if (id === '') this.only = open;
    else if (open) this.firsts.set(id, open);
    else this.firsts.delete(id);
  }

  /** The batches of a slot. */
  *chain(id: string): Iterable<OpenBatch> {
    for (let open = this.first(id); open; open = open.next) yield open;
  }

  /** The first batches of all slots. */
  *all(): Iterable<readonly [id: string, first: OpenBatch]> {
    if (this.only) yield ['', this.only];
    yield* this.firsts;
  }
}
