import type { Clock } from '../../clock.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { StreamRun } from '../../define/stream.ts';
import { heldBytesFor } from '../memory-budget.ts';
import type { Checkpoint } from '../settlement/checkpoint.ts';
import { PackedBatch } from './batch.ts';
import { BatchSlots, type OpenBatch, type Slot } from './batch-slots.ts';
import { DedupSeparation, type DeliveryOrder, type SeparatedBatch } from './dedup-separation.ts';
import { keepLastOfEach } from './keep-last.ts';
import { OpenBatches } from './open-batches.ts';
import { Packing } from './packing.ts';
import { RowMetadata } from './row-metadata.ts';

/** A row that is ready to travel. */
export interface NewRow {
  readonly text: string;
  readonly orderingKey: string | undefined;
  readonly batchKey: string | undefined;
  readonly dedupKey: string | undefined;
  /** Of its identity, where rows of one identity must not share a batch. */
  readonly hash?: number | undefined;
  readonly deleted: boolean;
}

/** What a batcher has to know of an operation. */
export type BatchingRules = Pick<AnyOperation, 'limits' | 'framing' | 'onDuplicate'>;

const DEFAULT_AGE_MS = 30_000;
/** How long a ripe batch waits for rows of an identity that it has already: they come together, if at all. */
const GRACE_MS = 1_000;
/** While no more batches than this are open, each begins with a whole segment; otherwise with so many bytes. */
const FEW_OPEN = 64;
const FIRST_SEGMENT = 512;
/** Open batches of a slot at most. Beyond it the first is sealed: there are as many as an identity has come times. */
const MAX_APART = 8;

/**
 * Collects the rows of one stream into batches and seals each when it has enough rows, bytes or age, or when it is the oldest of
 * too many. `sealed` is called with every batch, in the order of its first row within a slot. Where rows of one identity must not
 * share a batch it is also told what the batch has to follow.
 */
export class Batcher {
  private readonly slots = new BatchSlots();
  private alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  private readonly operation: BatchingRules;
  private readonly stream: StreamRun;
  private readonly clock: Clock;
  private readonly sealed: (batch: PackedBatch, slot: Slot, following?: DeliveryOrder) => void;
  private readonly separation: DedupSeparation | undefined;
  private readonly maxBytes: number;
  private readonly ageMs: number;
  private readonly opens: OpenBatches;

  /** `opens`: the open batches of all batchers of the sync. */
  constructor(
    operation: BatchingRules,
    stream: StreamRun,
    clock: Clock,
    sealed: (batch: PackedBatch, slot: Slot, following?: DeliveryOrder) => void,
    opens = new OpenBatches(),
  ) {
    this.opens = opens;
    this.operation = operation;
    this.stream = stream;
    this.clock = clock;
    this.sealed = sealed;
    this.separation = operation.onDuplicate === 'separate-batches' ? new DedupSeparation() : undefined;
    this.maxBytes = operation.limits.maxBytes ?? Number.POSITIVE_INFINITY;
    this.ageMs = operation.limits.maxAgeMs ?? DEFAULT_AGE_MS;
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
    const { batchKey, dedupKey } = row;
    const id = this.slots.slotId(lane, batchKey);
    const first = this.slots.first(id) ?? this.start(id, { batchKey, lane });
    if (first.ripe && !first.identities?.has(dedupKey)) {
      this.seal(id, first);
      return this.add(row, lane, checkpoint, source);
    }
    const before = row.hash === undefined ? undefined : this.separation?.before(row.hash);
    if (!before?.isOpen) return this.put(id, first, row, checkpoint, source);
    if (before.slot !== id) {
      this.seal(before.slot, this.openOf(before));
      return this.add(row, lane, checkpoint, source);
    }
    return this.addAgain(id, this.openOf(before), row, checkpoint, source);
  }

  /** Adds a row whose identity an open batch of its slot has already. */
  private addAgain(
    id: string,
    open: OpenBatch,
    row: NewRow,
    checkpoint: Checkpoint,
    source: string | undefined,
  ): number | undefined {
    const { entries, packing } = open;
    const index = open.apart!.indexOf(row.hash!);
    // Deletions have no text to tell them apart, should two identities have one hash.
    if (!row.deleted && !entries.isDeleted(index) && packing.text(index) === row.text) {
      const bytes = source?.length ?? 0;
      // A copy: the text would keep the block of input that it was cut from.
      const copy = source && Buffer.from(source).toString();
      entries.join(index, { checkpoint, source: copy, held: heldBytesFor(bytes) });
      return bytes;
    }
    return this.put(id, open.next ?? this.begin(id, open), row, checkpoint, source);
  }

  private openOf(apart: SeparatedBatch): OpenBatch {
    for (const open of this.slots.chain(apart.slot)) if (open.apart === apart) return open;
    throw new Error('a batch that is open is not among the open ones');
  }

  private put(
    id: string,
    open: OpenBatch,
    row: NewRow,
    checkpoint: Checkpoint,
    source: string | undefined,
  ): number | undefined {
    const bytes = open.packing.append(row.text);
    if (open.packing.bytes > this.maxBytes) {
      open.packing.undo();
      const alone = open.entries.length === 0;
      this.seal(id, open);
      return alone ? undefined : this.add(row, open.lane, checkpoint, source);
    }
    const beside = open.entries.push(row, checkpoint, source);
    open.identities?.add(row.dedupKey);
    if (open.apart !== undefined) this.separation!.push(open.apart, row.hash);
    if (open.entries.length >= this.operation.limits.maxRows) this.ripen(id, open);
    return bytes + beside;
  }

  /** Seals everything, full or not. */
  flush(): void {
    for (const [id] of [...this.slots.all()])
      for (const open of [...this.slots.chain(id)]) this.seal(id, open);
  }

  /** Rows that wait in batches that are not sealed. */
  get waiting(): number {
    let rows = 0;
    for (const [id] of this.slots.all())
      for (const { entries } of this.slots.chain(id)) rows += entries.length;
    return rows;
  }

  private start(id: string, slot: Slot): OpenBatch {
    const open = this.open(id, slot);
    this.slots.setFirst(id, open);
    this.opens.add(open);
    return open;
  }

  /** The batch for rows that must not share the last one of a slot. */
  private begin(id: string, last: OpenBatch): OpenBatch {
    if ([...this.slots.chain(id)].length >= MAX_APART) this.seal(id, this.slots.first(id)!);
    const open = this.open(id, last);
    last.next = open;
    // This may seal the last one, so only now.
    this.opens.add(open);
    return open;
  }

  private open(id: string, { batchKey, lane }: Slot): OpenBatch {
    const due = this.clock.monotonic() + this.ageMs;
    const { framing, limits, onDuplicate } = this.operation;
    const segment = this.opens.size < FEW_OPEN ? undefined : FIRST_SEGMENT;
    const open: OpenBatch = {
      ...{ batchKey, lane, due, ripe: false },
      ...{ packing: new Packing(framing, limits.maxRows === 1, segment), entries: new RowMetadata() },
      identities: onDuplicate === 'same-batch' ? new Set() : undefined,
      ...{ apart: this.separation?.open(id), next: undefined },
      ...{ seal: () => this.seal(id, open), older: undefined, newer: undefined },
    };
    this.wakeAt(due);
    return open;
  }

  /** Seals a batch that is full or old, or lets it wait a moment for what must not be torn apart. */
  private ripen(id: string, open: OpenBatch): void {
    if (open.identities === undefined) return this.seal(id, open);
    if (open.ripe) return;
    open.ripe = true;
    open.due = this.clock.monotonic() + GRACE_MS;
    this.wakeAt(open.due);
  }

  /** Seals a batch, and before it those of its slot that it may have to follow. */
  private seal(id: string, open: OpenBatch): void {
    let first = this.slots.first(id);
    while (first) {
      this.slots.setFirst(id, first.next);
      this.close(first);
      first = first === open ? undefined : first.next;
    }
  }

  private close(open: OpenBatch): void {
    this.opens.remove(open);
    const following = open.apart && this.separation!.close(open.apart);
    if (open.entries.length === 0) return open.packing.release();
    const { batchKey } = open;
    const { framing, onDuplicate } = this.operation;
    const batch = new PackedBatch(open.entries, open.packing, { framing, batchKey, stream: this.stream });
    this.sealed(onDuplicate === 'keep-last' ? keepLastOfEach(batch) : batch, open, following);
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
    let next = Number.POSITIVE_INFINITY;
    for (const [id, first] of this.slots.all()) {
      for (const open of [...this.slots.chain(id)]) next = Math.min(next, this.rung(open, id, now));
      // Batches fall due in the order they were begun, unless several have one slot or wait for what must not be torn apart.
      const isInOrder = first.identities === undefined && first.apart === undefined;
      if (isInOrder && id !== '' && first.due > now) break;
    }
    if (next < Number.POSITIVE_INFINITY) this.wakeAt(next);
  }

  /** Seals a batch if it is due. Returns when it will be, if it is still open. */
  private rung(open: OpenBatch, id: string, now: number): number {
    if (open.due <= now) {
      if (open.ripe) this.seal(id, open);
      else this.ripen(id, open);
    }
    return open.due > now ? open.due : Number.POSITIVE_INFINITY;
  }
}
