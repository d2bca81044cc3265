import type { Entries } from './entries.ts';
import type { Opened } from './open-batches.ts';
import type { Packing } from './packing.ts';
import type { Apart } from './separation.ts';

/** Where a row belongs: rows of one slot share batches. */
export interface Slot {
  readonly group: string | undefined;
  readonly lane: number | undefined;
}

/** A batch that takes more rows. */
export interface Open extends Slot, Opened {
  readonly packing: Packing;
  readonly entries: Entries;
  /** The identities in it, where rows of one identity have to stay together. */
  readonly identities: Set<string | undefined> | undefined;
  /** The identities in it, where rows of one identity must not share a batch. */
  readonly apart: Apart | undefined;
  /** When it has to go; put off for a moment, once, for rows that belong to it and may be about to come. */
  due: number;
  /** It would go if nothing had to stay together. */
  ripe: boolean;
  /** The batch of the same slot for rows whose identities this one has already. */
  next: Open | undefined;
}

/** The open batches of a stream by their slots: mostly one of each slot, else a chain in the order in which they are delivered. */
export class Slots {
  private readonly firsts = new Map<string, Open>();
  /**
   * Of rows with neither lane nor group, which is all that most operations have. The map would get a new table every few
   * batches, and each table of the old generation keeps the next one alive.
   */
  private only: Open | undefined;
  private last: Slot & { readonly id: string } = { lane: undefined, group: undefined, id: '' };

  /** Rows of one slot mostly come one after another, and a text that was looked up before is found faster. */
  slotId(lane: number | undefined, group: string | undefined): string {
    if (group === undefined && lane === undefined) return '';
    const { last } = this;
    if (lane !== last.lane || group !== last.group) this.last = { lane, group, id: `${lane} ${group}` };
    return this.last.id;
  }

  first(id: string): Open | undefined {
    return id === '' ? this.only : this.firsts.get(id);
  }

  setFirst(id: string, open: Open | undefined): void {
    if (id === '') this.only = open;
    else if (open) this.firsts.set(id, open);
    else this.firsts.delete(id);
  }

  /** The batches of a slot. */
  *chain(id: string): Iterable<Open> {
    for (let open = this.first(id); open; open = open.next) yield open;
  }

  /** The first batches of all slots. */
  *all(): Iterable<readonly [id: string, first: Open]> {
    if (this.only) yield ['', this.only];
    yield* this.firsts;
  }
}
