import type { PackedBatch } from './batch.ts';
import type { Superseded } from './row-metadata.ts';

/**
 * The batch with the last row of each identity. Earlier ones hang on the one that supersedes them: it answers for them.
 * The very same batch when no identity comes twice.
 */
export function keepLastOfEach(batch: PackedBatch): PackedBatch {
  const { entries } = batch;
  const last = new Map<string, number>();
  for (let index = 0; index < batch.size; index++) {
    const identity = entries.identity(index);
    if (identity !== undefined) last.set(identity, index);
  }
  const kept: number[] = [];
  const superseded = new Map<string, Superseded[]>();
  for (let index = 0; index < batch.size; index++) {
    const identity = entries.identity(index);
    if (identity === undefined || last.get(identity) === index) {
      kept.push(index);
      continue;
    }
    // Its text goes with the batch, and is needed if it is rejected after all.
    const source = entries.source(index) ?? batch.row(index).text;
    const row = { ...entries.at(index), held: batch.heldOf(index), source, isEqual: false };
    const earlier = superseded.get(identity);
    if (earlier) earlier.push(row);
    else superseded.set(identity, [row]);
  }
  if (kept.length === batch.size) return batch;
  const rest = batch.part(kept, (index) => {
    const identity = entries.identity(index);
    return identity === undefined ? undefined : superseded.get(identity);
  });
  batch.release();
  return rest;
}
