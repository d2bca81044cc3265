import { isMarkedDeleted, type RecordContext, type Reject, reject } from '@airbyte-ts/cdk';
import type { Line } from './line.ts';

const UPSERTS = new Set(['UPSERT', 'UPDATE', 'INSERT']);

/** The effect of a line on its subject. */
export type LineOperation = 'upsert' | 'delete';

/**
 * The operation of a line: `delete` if its column `operation` or the source's deletion mark requires it, else `upsert`. The
 * provider calls an upsert UPDATE for segments and UPSERT elsewhere; both are accepted. Rejects other values.
 */
export function operationOf(
  line: Line,
  context: RecordContext,
  allowsDeletions: boolean,
): LineOperation | Reject {
  if (isMarkedDeleted(context.record)) return 'delete';
  const { operation: given = 'UPSERT' } = line;
  const operation = typeof given === 'string' ? given.trim().toUpperCase() : given === null ? 'UPSERT' : '';
  if (UPSERTS.has(operation)) return 'upsert';
  if (operation !== 'DELETE') return reject('operation is neither UPSERT, UPDATE nor DELETE');
  return allowsDeletions
    ? 'delete'
    : reject('operation is DELETE, and Allow Deletions (allow_deletions) is off');
}
