import type { Clock } from '../clock.ts';
import type { Limits } from '../define/operation.ts';
import { Batch, type Entry } from './batch.ts';
import type { Checkpoint } from './ledger.ts';
import { type Framing, Packing } from './packing.ts';

/** A row that is ready to travel. */
export interface NewRow {
  readonly text: string;
  readonly key: string | undefined;
  readonly group: string | undefined;
}

/** Where a row belongs: rows of one slot share batches. */
export interface Slot {
  readonly group: string | undefined;
  readonly lane: number | undefined;
}

interface Open extends Slot {
  readonly packing: Packing;
  readonly entries: Entry[];
  readonly due: number;
}

const DEFAULT_AGE_MS = 30_000;

/**
 * Collects the rows of one stream into batches and seals each when it has enough rows, bytes or age. `sealed` is
 * called with every batch, in the order of its first row within a slot.
 */
export class Batcher {
  private readonly opened = new Map<string, Open>();
  private alarm: (() => void) | undefined;
  private readonly limits: Limits;
  private readonly framing: Framing;
  private readonly clock: Clock;
  private readonly sealed: (batch: Batch, slot: Slot) => void;

  constructor(limits: Limits, framing: Framing, clock: Clock, sealed: (batch: Batch, slot: Slot) => void) {
    this.limits = limits;
    this.framing = framing;
    this.clock = clock;
    this.sealed = sealed;
  }

  /**
   * The bytes that the row takes; undefined when it fits no batch, and then it was not taken. `source` is the record
   * as it came, if that has to be held.
   */
  add(
    row: NewRow,
    lane: number | undefined,
    checkpoint: Checkpoint,
    source: string | undefined,
  ): number | undefined {
    const { key, group } = row;
    const id = group === undefined && lane === undefined ? '' : `${lane} ${group}`;
    const open = this.opened.get(id) ?? this.start(id, { group, lane });
    const entry = open.packing.append(row.text, { segment: 0, start: 0, end: 0, checkpoint, key, source });
    if (open.packing.bytes > this.maxBytes) {
      open.packing.undo(entry);
      const alone = open.entries.length === 0;
      this.seal(id, open);
      return alone ? undefined : this.add(row, lane, checkpoint, source);
    }
    open.entries.push(entry);
    if (open.entries.length >= this.limits.rows) this.seal(id, open);
    return entry.end - entry.start;
  }

  /** Seals everything, full or not. */
  flush(): void {
    for (const [id, open] of [...this.opened]) this.seal(id, open);
  }

  /** Rows that wait in batches that are not sealed. */
  get waiting(): number {
    let rows = 0;
    for (const { entries } of this.opened.values()) rows += entries.length;
    return rows;
  }

  private get maxBytes(): number {
    return this.limits.bytes ?? Number.POSITIVE_INFINITY;
  }

  private start(id: string, slot: Slot): Open {
    const due = this.clock.monotonic() + (this.limits.ageMs ?? DEFAULT_AGE_MS);
    const open = { ...slot, packing: new Packing(this.framing), entries: [], due };
    this.opened.set(id, open);
    this.alarm ??= this.clock.after(due - this.clock.monotonic(), () => this.ring());
    return open;
  }

  private seal(id: string, open: Open): void {
    this.opened.delete(id);
    if (open.entries.length === 0) return open.packing.release();
    this.sealed(new Batch(open.entries, open.packing, this.framing, open.group), open);
  }

  /** Seals what is due; slots are in the order of their age. */
  private ring(): void {
    this.alarm = undefined;
    const now = this.clock.monotonic();
    for (const [id, open] of [...this.opened]) if (open.due <= now) this.seal(id, open);
    const [next] = this.opened.values();
    if (next) this.alarm = this.clock.after(next.due - now, () => this.ring());
  }
}
