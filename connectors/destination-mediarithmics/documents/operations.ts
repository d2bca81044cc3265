import { type RecordContext, type Reject, reject } from '#cdk';
import type { Line } from './line.ts';

const UPSERTS = new Set(['UPSERT', 'UPDATE', 'INSERT']);
const DELETED_AT = '_ab_cdc_deleted_at';

/** What is to be done with what a line is about. */
export type Wanted = 'upsert' | 'delete';

/** Whether a CDC source marks the record as deleted. */
export const isMarkedDeleted = ({ record }: RecordContext): boolean => (record[DELETED_AT] ?? null) !== null;

/**
 * What a line asks for: a deletion where its column `operation` or the source's own mark says so, else an upsert. The
 * provider calls that UPDATE for segments and UPSERT elsewhere; either is taken. Rejects anything else.
 */
export function wanted(line: Line, context: RecordContext, allowsDeletions: boolean): Wanted | Reject {
  if (isMarkedDeleted(context)) return 'delete';
  const operation = String(line.operation ?? 'UPSERT')
    .trim()
    .toUpperCase();
  if (UPSERTS.has(operation)) return 'upsert';
  if (operation !== 'DELETE') return reject('operation is neither UPSERT, UPDATE nor DELETE');
  return allowsDeletions
    ? 'delete'
    : reject('operation is DELETE, and Allow Deletions (allow_deletions) is off');
}
