import type { Clock } from '../../clock.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { StreamRun } from '../../define/stream.ts';
import { heldBytesFor } from '../memory-budget.ts';
import type { Checkpoint } from '../settlement/checkpoint.ts';
import { BatchSlots, type OpenBatch, type Slot } from './batch-slots.ts';
import { DedupSeparation, type DeliveryOrder } from './dedup-separation.ts';
import { DueTimer } from './due-timer.ts';
import { keepLast } from './keep-last.ts';
import { OpenBatches } from './open-batches.ts';
import { PackedBatch } from './packed-batch.ts';
import { Packing } from './packing.ts';
import { RowMetadata } from './row-metadata.ts';
import { isSameContent } from './same-content.ts';

/** A prepared row. */
export interface NewRow {
  readonly text: string;
  readonly orderingKey: string | undefined;
  readonly batchKey: string | undefined;
  readonly dedupKey: string | undefined;
  /** Hash of the dedup key, with `onDuplicate: 'separate-batches'`. */
  readonly hash?: number | undefined;
  readonly deleted: boolean;
}

/** The members of an operation that batching depends on. */
export type BatchingRules = Pick<AnyOperation, 'limits' | 'framing' | 'onDuplicate'>;

const DEFAULT_AGE_MS = 30_000;
/** Time that a batch is held back for rows whose dedup keys it has already. Such rows usually follow one another. */
const GRACE_MS = 1_000;
/** From this many open batches on, a batch starts with `FIRST_SEGMENT` bytes of memory, before with a whole segment. */
const FEW_OPEN = 64;
const FIRST_SEGMENT = 512;
/** Open batches of a slot at most: one for each repetition of a dedup key. Beyond it the first is sealed. */
const MAX_OPEN_PER_SLOT = 8;

/**
 * Collects the rows of one stream into batches. Seals a batch when it reaches a limit of rows, bytes or age, or when it is
 * the oldest of too many. `onSealed` gets every batch, within a slot in the order of first rows; with `onDuplicate:
 * 'separate-batches'` it also gets the delivery order.
 */
export class Batcher {
  private readonly slots = new BatchSlots();
  private readonly operation: BatchingRules;
  private readonly stream: StreamRun;
  private readonly clock: Clock;
  private readonly onSealed: (batch: PackedBatch, slot: Slot, order?: DeliveryOrder) => void;
  private readonly separation: DedupSeparation | undefined;
  /** Whether a full batch waits for further rows with the dedup keys of its rows. */
  private readonly holdsBack: boolean;
  private readonly maxBytes: number;
  private readonly ageMs: number;
  private readonly openBatches: OpenBatches;
  private readonly dueTimer: DueTimer;

  /** `openBatches` has the open batches of all batchers of the sync. */
  constructor(
    operation: BatchingRules,
    stream: StreamRun,
    clock: Clock,
    onSealed: (batch: PackedBatch, slot: Slot, order?: DeliveryOrder) => void,
    openBatches = new OpenBatches(),
  ) {
    this.openBatches = openBatches;
    this.operation = operation;
    this.stream = stream;
    this.clock = clock;
    this.onSealed = onSealed;
    this.dueTimer = new DueTimer(clock, () => this.sealDue());
    this.separation = operation.onDuplicate === 'separate-batches' ? new DedupSeparation() : undefined;
    this.holdsBack = operation.onDuplicate === 'same-batch';
    this.maxBytes = operation.limits.maxBytes ?? Number.POSITIVE_INFINITY;
    this.ageMs = operation.limits.maxAgeMs ?? DEFAULT_AGE_MS;
  }

  /**
   * Adds a row. Returns the bytes of all texts that are held for it; undefined if the row is too large for any batch and was not
   * added. `source`: the text of the record, if it has to be held.
   */
  add(
    row: NewRow,
    lane: number | undefined,
    checkpoint: Checkpoint,
    source: string | undefined,
  ): number | undefined {
    const { batchKey, dedupKey } = row;
    const id = this.slots.slotId(lane, batchKey);
    const first = this.slots.first(id) ?? this.openFirst(id, { batchKey, lane });
    if (first.isHeldBack && !waitsFor(first, dedupKey)) {
      this.seal(id, first);
      return this.add(row, lane, checkpoint, source);
    }
    const earlier = row.hash === undefined ? undefined : this.separation?.lastBatchWith(row.hash);
    if (!earlier?.isOpen) return this.append(id, first, row, checkpoint, source);
    if (earlier.slot !== id) {
      this.seal(earlier.slot, this.slots.openOf(earlier));
      return this.add(row, lane, checkpoint, source);
    }
    return this.addDuplicate(id, this.slots.openOf(earlier), row, checkpoint, source);
  }

  /** Adds a row whose dedup hash an open batch of its slot has already. */
  private addDuplicate(
    id: string,
    open: OpenBatch,
    row: NewRow,
    checkpoint: Checkpoint,
    source: string | undefined,
  ): number | undefined {
    const { entries, packing } = open;
    const index = open.separated!.indexOf(row.hash!);
    // Deletions have no text that could distinguish two dedup keys with the same hash.
    if (!row.deleted && !entries.isDeleted(index) && isSameContent(packing.text(index), row.text)) {
      const bytes = source?.length ?? 0;
      // A copy, because a slice would keep its whole block of input in memory.
      const copy = source && Buffer.from(source).toString();
      entries.addDuplicate(index, { checkpoint, source: copy, heldBytes: heldBytesFor(bytes) });
      return bytes;
    }
    return this.append(id, open.next ?? this.openNext(id, open), row, checkpoint, source);
  }

  private append(
    id: string,
    open: OpenBatch,
    row: NewRow,
    checkpoint: Checkpoint,
    source: string | undefined,
  ): number | undefined {
    const bytes = open.packing.append(row.text);
    if (open.packing.bytes > this.maxBytes) {
      open.packing.undo();
      const isFirst = open.entries.length === 0;
      this.seal(id, open);
      return isFirst ? undefined : this.add(row, open.lane, checkpoint, source);
    }
    const metadataBytes = open.entries.push(row, checkpoint, source);
    if (open.separated !== undefined) this.separation!.addRow(open.separated, row.hash);
    if (open.entries.length >= this.operation.limits.maxRows) this.sealOrHoldBack(id, open);
    return bytes + metadataBytes;
  }

  /** Seals all open batches. */
  flush(): void {
    for (const [id] of [...this.slots.all()])
      for (const open of [...this.slots.chain(id)]) this.seal(id, open);
  }

  /** Number of rows in open batches. */
  get waitingRows(): number {
    return this.slots.rows;
  }

  private openFirst(id: string, slot: Slot): OpenBatch {
    const open = this.create(id, slot);
    this.slots.setFirst(id, open);
    this.openBatches.add(open);
    return open;
  }

  /** Opens a batch for rows that must not share the last batch of a slot. */
  private openNext(id: string, last: OpenBatch): OpenBatch {
    if ([...this.slots.chain(id)].length >= MAX_OPEN_PER_SLOT) this.seal(id, this.slots.first(id)!);
    const open = this.create(id, last);
    last.next = open;
    // Adding may seal the last batch, so it comes after linking.
    this.openBatches.add(open);
    return open;
  }

  private create(id: string, { batchKey, lane }: Slot): OpenBatch {
    const due = this.clock.monotonic() + this.ageMs;
    const { framing, limits } = this.operation;
    const segment = this.openBatches.size < FEW_OPEN ? undefined : FIRST_SEGMENT;
    const open: OpenBatch = {
      batchKey,
      lane,
      due,
      isHeldBack: false,
      heldKeys: undefined,
      packing: new Packing(framing, limits.maxRows === 1, segment),
      entries: new RowMetadata(),
      separated: this.separation?.open(id),
      next: undefined,
      seal: () => this.seal(id, open),
      older: undefined,
      newer: undefined,
    };
    this.dueTimer.schedule(due);
    return open;
  }

  /** Seals a batch that is full or due, or holds it back once for rows whose dedup keys it has already. */
  private sealOrHoldBack(id: string, open: OpenBatch): void {
    if (!this.holdsBack) return this.seal(id, open);
    if (open.isHeldBack) return;
    open.isHeldBack = true;
    open.due = this.clock.monotonic() + GRACE_MS;
    this.dueTimer.schedule(open.due);
  }

  /** Seals a batch and, before it, the earlier batches of its slot, which are delivered first. */
  private seal(id: string, open: OpenBatch): void {
    let first = this.slots.first(id);
    while (first) {
      this.slots.setFirst(id, first.next);
      this.close(first);
      first = first === open ? undefined : first.next;
    }
  }

  private close(open: OpenBatch): void {
    this.openBatches.remove(open);
    const order = open.separated && this.separation!.close(open.separated);
    if (open.entries.length === 0) return open.packing.release();
    const { batchKey } = open;
    const { framing, onDuplicate } = this.operation;
    const batch = new PackedBatch(open.entries, open.packing, { framing, batchKey, stream: this.stream });
    this.onSealed(onDuplicate === 'keep-last' ? keepLast(batch) : batch, open, order);
  }

  /** Seals the batches that are due, oldest first. */
  private sealDue(): void {
    const now = this.clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    for (const [id, first] of this.slots.all()) {
      for (const open of [...this.slots.chain(id)]) next = Math.min(next, this.sealIfDue(open, id, now));
      // Batches become due in the order in which they were opened, unless a slot has several or one is held back.
      const isInOrder = !this.holdsBack && first.separated === undefined;
      if (isInOrder && id !== '' && first.due > now) break;
    }
    if (next < Number.POSITIVE_INFINITY) this.dueTimer.schedule(next);
  }

  /** Seals a batch if it is due. Returns when it will be due, or infinity. */
  private sealIfDue(open: OpenBatch, id: string, now: number): number {
    if (open.due <= now) {
      if (open.isHeldBack) this.seal(id, open);
      else this.sealOrHoldBack(id, open);
    }
    return open.due > now ? open.due : Number.POSITIVE_INFINITY;
  }
}

/**
 * Whether a batch that is held back has a dedup key. Most batches are sealed by the first row that they do not wait for, so the
 * set is built later.
 */
function waitsFor(open: OpenBatch, dedupKey: string | undefined): boolean {
  if (open.heldKeys) return open.heldKeys.has(dedupKey);
  if (!open.entries.hasDedupKey(dedupKey)) return false;
  open.heldKeys = open.entries.dedupKeySet();
  return true;
}
