import type { Batch } from '../../define/batch.ts';
import { ConnectorError } from '../../errors.ts';

/**
 * Finds the rows that a provider rejects in a rejected batch by validating halves of it: at most 2·k·log₂(n) calls of
 * `validate` for k invalid rows among n. If one half is accepted, the other must be invalid and is not validated as a
 * whole. Errors of other kinds than `reject` are thrown.
 */
export async function findRejectedRows(
  batch: Batch,
  validate: (part: Batch) => Promise<void>,
): Promise<ReadonlyMap<number, ConnectorError>> {
  const found = new Map<number, ConnectorError>();

  /** Returns whether the provider accepts these rows; a single rejected row is recorded. */
  const accepts = async (indexes: readonly number[]): Promise<boolean> => {
    const part = batch.part(indexes);
    try {
      await validate(part);
      part.release();
      return true;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'reject') throw error;
      if (indexes.length === 1) found.set(indexes[0]!, error);
      return false;
    }
  };

  const search = async (rejected: readonly number[]): Promise<void> => {
    if (rejected.length === 1) return;
    const left = rejected.slice(0, rejected.length >> 1);
    const right = rejected.slice(left.length);
    const leftAccepted = await accepts(left);
    if (!leftAccepted) await search(left);
    const isRightInvalid = leftAccepted && right.length > 1;
    if (isRightInvalid || !(await accepts(right))) await search(right);
  };

  const all = Array.from({ length: batch.size }, (_, index) => index);
  if (!(await accepts(all))) await search(all);
  return found;
}
