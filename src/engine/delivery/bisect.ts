import type { Batch } from '../../define/batch.ts';
import { ConnectorError } from '../../errors.ts';

/**
 * Finds the rows that a provider refuses in a batch which it refused as a whole, by asking for halves of it. At most
 * 2·k·log2(n) questions for k bad rows among n. When one half is accepted the other one must be at fault and is not asked for
 * as a whole. An error of another kind than `reject` is thrown on.
 */
export async function findRejectedRows(
  batch: Batch,
  probe: (part: Batch) => Promise<void>,
): Promise<ReadonlyMap<number, ConnectorError>> {
  const found = new Map<number, ConnectorError>();

  /** Whether the provider takes these rows; if one row alone is refused, it is found. */
  const accepts = async (indexes: readonly number[]): Promise<boolean> => {
    const part = batch.part(indexes);
    try {
      await probe(part);
      part.release();
      return true;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'reject') throw error;
      if (indexes.length === 1) found.set(indexes[0]!, error);
      return false;
    }
  };

  const search = async (refused: readonly number[]): Promise<void> => {
    if (refused.length === 1) return;
    const left = refused.slice(0, refused.length >> 1);
    const right = refused.slice(left.length);
    const leftAccepted = await accepts(left);
    if (!leftAccepted) await search(left);
    const isKnown = leftAccepted && right.length > 1;
    if (isKnown || !(await accepts(right))) await search(right);
  };

  const all = Array.from({ length: batch.size }, (_, index) => index);
  if (!(await accepts(all))) await search(all);
  return found;
}
