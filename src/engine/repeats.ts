import type { Batch, Entry } from './batch.ts';

/**
 * The batch with the last row of each identity. Earlier ones hang on the one that supersedes them: it answers for them.
 * The very same batch when no identity comes twice.
 */
export function lastOfEach(batch: Batch): Batch {
  const last = new Map<string, number>();
  batch.entries.forEach(({ identity }, index) => {
    if (identity !== undefined) last.set(identity, index);
  });
  const kept = batch.entries.flatMap(({ identity }, index) =>
    identity === undefined || last.get(identity) === index ? [index] : [],
  );
  if (kept.length === batch.size) return batch;
  const superseded = new Map<string, Entry[]>();
  batch.entries.forEach((entry, index) => {
    const { identity } = entry;
    if (identity === undefined || last.get(identity) === index) return;
    // Its text goes with the batch, and is needed if it is rejected after all.
    const held = { ...entry, source: entry.source ?? batch.row(index).text };
    const earlier = superseded.get(identity);
    if (earlier) earlier.push(held);
    else superseded.set(identity, [held]);
  });
  const rest = batch.part(kept, ({ identity }) =>
    identity === undefined ? undefined : superseded.get(identity),
  );
  batch.release();
  return rest;
}
