import type { Batch } from '../define/batch.ts';
import { type Framing, jsonArray } from '../define/framing.ts';
import type { StreamRun } from '../define/stream.ts';
import { PackedBatch } from '../engine/batching/packed-batch.ts';
import { Packing } from '../engine/batching/packing.ts';
import { RowMetadata } from '../engine/batching/row-metadata.ts';
import { Checkpoint } from '../engine/settlement/checkpoint.ts';
import { Ledger } from '../engine/settlement/ledger.ts';

/** A stream `a` that is appended, without namespace, key, columns and job: that of the batches that tests create. */
export const testStreamRun: StreamRun = {
  name: 'a',
  namespace: null,
  key: 'a',
  syncMode: 'append',
  primaryKey: [],
  jsonSchema: {},
  columns: [],
  syncId: undefined,
  generationId: undefined,
};

/** Members of the batch of a test. */
export interface TestBatchOptions {
  /** Framing of the body; `jsonArray` by default. */
  readonly framing?: Framing;
  /** Ordering key of each row; none by default. */
  readonly orderingKeys?: readonly string[];
  /** Dedup key of each row; none by default. */
  readonly dedupKeys?: readonly (string | undefined)[];
  /** The value that all rows share; none by default. */
  readonly batchKey?: string;
  /** Returns whether the row at an index is a deletion; none is by default. */
  readonly deleted?: (index: number) => boolean;
}

/**
 * Returns a batch of rows with these texts, as `deliver` gets one.
 *
 * @example
 * const batch = testBatch(['{"id":1}', '{"id":2}']);
 */
export function testBatch(texts: readonly string[], options: TestBatchOptions = {}): Batch {
  return packedBatch(texts, options);
}

/**
 * Returns the body of a batch as text.
 *
 * @example
 * bodyOf(testBatch(['{"id":1}', '{"id":2}'])); // '[{"id":1},{"id":2}]'
 */
export const bodyOf = (batch: Pick<Batch, 'body'>): string => Buffer.concat(batch.body()).toString();

/** Creates a batch of rows with these texts, of one checkpoint that counts them as pending. */
export function packedBatch(
  texts: readonly string[],
  options: TestBatchOptions & { readonly checkpoint?: Checkpoint } = {},
): PackedBatch {
  const framing = options.framing ?? jsonArray;
  const checkpoint =
    options.checkpoint ?? new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'any' }));
  const packing = new Packing(framing);
  const entries = new RowMetadata();
  for (const [index, text] of texts.entries()) {
    checkpoint.pending++;
    packing.append(text);
    entries.push(
      {
        orderingKey: options.orderingKeys?.[index],
        dedupKey: options.dedupKeys?.[index],
        deleted: options.deleted?.(index) ?? false,
      },
      checkpoint,
      undefined,
    );
  }
  return new PackedBatch(entries, packing, { framing, batchKey: options.batchKey, stream: testStreamRun });
}
