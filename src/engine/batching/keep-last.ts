import type { PackedBatch } from './packed-batch.ts';
import type { Superseded } from './row-metadata.ts';

/**
 * Returns a batch with the last row of each dedup key. The earlier rows are attached to it as superseded and get their
 * outcome from it. Returns the same batch if no key repeats.
 */
export function keepLast(batch: PackedBatch): PackedBatch {
  const { entries } = batch;
  const last = new Map<string | undefined, number>();
  for (const { index, dedupKey } of batch) last.set(dedupKey, index);
  const kept: number[] = [];
  const superseded = new Map<string | undefined, Superseded[]>();
  for (let index = 0; index < batch.size; index++) {
    const dedupKey = entries.dedupKey(index);
    if (dedupKey === undefined || last.get(dedupKey) === index) {
      kept.push(index);
      continue;
    }
    // Its text is released with the batch, and is needed if the row is rejected.
    const source = entries.source(index) ?? batch.row(index).text;
    const row = { ...entries.entryAt(index), heldBytes: batch.heldBytesOf(index), source, isEqual: false };
    const earlier = superseded.get(dedupKey);
    if (earlier) earlier.push(row);
    else superseded.set(dedupKey, [row]);
  }
  if (kept.length === batch.size) return batch;
  const rest = batch.part(kept, (index) => superseded.get(entries.dedupKey(index)));
  batch.release();
  return rest;
}
