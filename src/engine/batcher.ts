import type { Clock } from '../clock.ts';
import type { AnyOperation, StreamRun } from '../define/operation.ts';
import { Batch } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Entries } from './entries.ts';
import { OpenBatches, type Opened } from './open-batches.ts';
import { Packing } from './packing.ts';
import { lastOfEach } from './repeats.ts';

/** A row that is ready to travel. */
export interface NewRow {
  readonly text: string;
  readonly key: string | undefined;
  readonly group: string | undefined;
  readonly identity: string | undefined;
  readonly deleted: boolean;
}

/** Where a row belongs: rows of one slot share batches. */
export interface Slot {
  readonly group: string | undefined;
  readonly lane: number | undefined;
}

interface Open extends Slot, Opened {
  readonly packing: Packing;
  readonly entries: Entries;
  /** The identities in it, where rows of one identity have to stay together. */
  readonly identities: Set<string | undefined> | undefined;
  /** When it has to go; put off for a moment, once, for rows that belong to it and may be about to come. */
  due: number;
  /** It would go if nothing had to stay together. */
  ripe: boolean;
}

/** What a batcher has to know of an operation. */
export type Batched = Pick<AnyOperation, 'limits' | 'framing' | 'repeats'>;

const DEFAULT_AGE_MS = 30_000;
/** How long a ripe batch waits for rows of an identity that it has already: they come together, if at all. */
const GRACE_MS = 1_000;
/** While no more batches than this are open, each begins with a whole segment; otherwise with so many bytes. */
const FEW_OPEN = 64;
const FIRST_SEGMENT = 512;

/**
 * Collects the rows of one stream into batches and seals each when it has enough rows, bytes or age, or when it is the oldest of
 * too many. `sealed` is called with every batch, in the order of its first row within a slot.
 */
export class Batcher {
  private readonly opened = new Map<string, Open>();
  /**
   * Of rows with neither lane nor group, which is all that most operations have. The map would get a new table every few
   * batches, and each table of the old generation keeps the next one alive.
   */
  private only: Open | undefined;
  private last: Slot & { readonly id: string } = { lane: undefined, group: undefined, id: '' };
  private alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  private readonly operation: Batched;
  private readonly stream: StreamRun;
  private readonly clock: Clock;
  private readonly sealed: (batch: Batch, slot: Slot) => void;
  private readonly maxBytes: number;
  private readonly ageMs: number;
  private readonly opens: OpenBatches;

  /** `opens`: the open batches of all batchers of the sync. */
  constructor(
    operation: Batched,
    stream: StreamRun,
    clock: Clock,
    sealed: (batch: Batch, slot: Slot) => void,
    opens = new OpenBatches(),
  ) {
    this.opens = opens;
    this.operation = operation;
    this.stream = stream;
    this.clock = clock;
    this.sealed = sealed;
    this.maxBytes = operation.limits.bytes ?? Number.POSITIVE_INFINITY;
    this.ageMs = operation.limits.ageMs ?? DEFAULT_AGE_MS;
  }

  /**
   * The bytes of all texts that are held for the row; undefined when it fits no batch, and then it was not taken. `source` is
   * the record as it came, if that has to be held.
   */
  add(
    row: NewRow,
    lane: number | undefined,
    checkpoint: Checkpoint,
    source: string | undefined,
  ): number | undefined {
    const { group, identity } = row;
    const id = this.slotId(lane, group);
    const open = (id === '' ? this.only : this.opened.get(id)) ?? this.start(id, { group, lane });
    if (open.ripe && !open.identities?.has(identity)) {
      this.seal(id, open);
      return this.add(row, lane, checkpoint, source);
    }
    const bytes = open.packing.append(row.text);
    if (open.packing.bytes > this.maxBytes) {
      open.packing.undo();
      const alone = open.entries.length === 0;
      this.seal(id, open);
      return alone ? undefined : this.add(row, lane, checkpoint, source);
    }
    const beside = open.entries.push(row, checkpoint, source);
    open.identities?.add(identity);
    if (open.entries.length >= this.operation.limits.rows) this.ripen(id, open);
    return bytes + beside;
  }

  /** Rows of one slot mostly come one after another, and a text that was looked up before is found faster. */
  private slotId(lane: number | undefined, group: string | undefined): string {
    if (group === undefined && lane === undefined) return '';
    const { last } = this;
    if (lane !== last.lane || group !== last.group) this.last = { lane, group, id: `${lane} ${group}` };
    return this.last.id;
  }

  /** Seals everything, full or not. */
  flush(): void {
    for (const [id, open] of this.all()) this.seal(id, open);
  }

  /** Rows that wait in batches that are not sealed. */
  get waiting(): number {
    let rows = 0;
    for (const [, { entries }] of this.all()) rows += entries.length;
    return rows;
  }

  private all(): readonly (readonly [id: string, open: Open])[] {
    return this.only ? [['', this.only], ...this.opened] : [...this.opened];
  }

  private start(id: string, slot: Slot): Open {
    const due = this.clock.monotonic() + this.ageMs;
    const identities = this.operation.repeats === 'together' ? new Set<string | undefined>() : undefined;
    const { framing, limits } = this.operation;
    const packing = new Packing(
      framing,
      limits.rows === 1,
      this.opens.size < FEW_OPEN ? undefined : FIRST_SEGMENT,
    );
    const open: Open = {
      ...slot,
      ...{ packing, entries: new Entries(), identities, due, ripe: false },
      ...{ seal: () => this.seal(id, open), older: undefined, newer: undefined },
    };
    if (id === '') this.only = open;
    else this.opened.set(id, open);
    this.opens.add(open);
    this.wakeAt(due);
    return open;
  }

  /** Seals a batch that is full or old, or lets it wait a moment for what must not be torn apart. */
  private ripen(id: string, open: Open): void {
    if (open.identities === undefined) return this.seal(id, open);
    if (open.ripe) return;
    open.ripe = true;
    open.due = this.clock.monotonic() + GRACE_MS;
    this.wakeAt(open.due);
  }

  private seal(id: string, open: Open): void {
    if (id === '') this.only = undefined;
    else this.opened.delete(id);
    this.opens.remove(open);
    if (open.entries.length === 0) return open.packing.release();
    const { group } = open;
    const { framing, repeats } = this.operation;
    const batch = new Batch(open.entries, open.packing, { framing, group, stream: this.stream });
    this.sealed(repeats === 'last' ? lastOfEach(batch) : batch, open);
  }

  private wakeAt(due: number): void {
    if (this.alarm && this.alarm.at <= due) return;
    this.alarm?.cancel();
    this.alarm = { at: due, cancel: this.clock.after(due - this.clock.monotonic(), () => this.ring()) };
  }

  /** Seals what is due, oldest first. */
  private ring(): void {
    this.alarm = undefined;
    const now = this.clock.monotonic();
    let next = this.only ? this.rung(this.only, '', now) : Number.POSITIVE_INFINITY;
    for (const [id, open] of this.opened) {
      next = Math.min(next, this.rung(open, id, now));
      // Batches fall due in the order they were begun, unless they wait for what must not be torn apart.
      if (open.due > now && open.identities === undefined) break;
    }
    if (next < Number.POSITIVE_INFINITY) this.wakeAt(next);
  }

  /** Seals a batch if it is due. Returns when it will be, if it is still open. */
  private rung(open: Open, id: string, now: number): number {
    if (open.due <= now) {
      if (open.ripe) this.seal(id, open);
      else this.ripen(id, open);
    }
    return open.due > now ? open.due : Number.POSITIVE_INFINITY;
  }
}
