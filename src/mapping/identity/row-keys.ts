import type { AnyOperation } from '../../define/operation.ts';
import type { RecordContext } from '../../define/stream.ts';
import { hashOf } from '../../hash.ts';
import { stringifyByValue } from '../../protocol/exact.ts';
import type { PreparedRow } from '../prepared-row.ts';
import { fieldSchema, isText } from '../schema/field-schema.ts';

type Row = Record<string, unknown>;

/** The keys by which a row is ordered, batched and deduplicated. */
export type RowKeys = Pick<PreparedRow, 'orderingKey' | 'batchKey' | 'dedupKey' | 'hash'>;

/** Returns a function that returns the keys of a row. */
export function createRowKeys(operation: AnyOperation): (row: Row, of: RecordContext) => RowKeys {
  const { acceptsDeletes, batchKey, orderingKey } = operation;
  const identify = identifier(operation);
  const isHashing = operation.onDuplicate === 'separate-batches';
  /** A deletion has no text, so `deliver` knows its object by the key. */
  const keepsKey = !isHashing || acceptsDeletes === true;
  return (row, of) => {
    const identity = identify?.(row, of);
    return {
      orderingKey: orderingKey?.(row, of),
      batchKey: batchKey?.(row, of),
      dedupKey: keepsKey ? identity : undefined,
      hash: isHashing && identity !== undefined ? hashOf(identity) : undefined,
    };
  };
}

/** Returns whether the dedup key may depend on a number, whose digits count. */
export function keyReadsNumbers({ dedupKey, schema }: AnyOperation): boolean {
  if (typeof dedupKey !== 'string') return dedupKey !== undefined;
  return !isText(fieldSchema(schema).properties?.[dedupKey]);
}

/** A field as dedup key needs no function, and a row without it has no identity. */
function identifier({
  dedupKey,
}: AnyOperation): ((row: Row, of: RecordContext) => string | undefined) | undefined {
  if (typeof dedupKey !== 'string') return dedupKey;
  return (row) => {
    const value = row[dedupKey] ?? undefined;
    // Numbers with the same value have the same key, also those that keep their text.
    return value === undefined || typeof value === 'string' ? value : stringifyByValue(value);
  };
}
