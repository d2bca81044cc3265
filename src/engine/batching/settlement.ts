import type { Batch, RowOutcome, Settlement } from '../../define/batch.ts';
import { bug } from '../../errors.ts';

interface Settled {
  readonly batch: Batch;
  readonly outcomes: readonly RowOutcome[] | RowOutcome;
}

/** Outcomes of each settlement. Connectors can't add an entry, so they can't leave a row without an outcome. */
const settledBy = new WeakMap<Settlement, Settled>();

const STATUSES: ReadonlySet<string> = new Set<RowOutcome['status']>([
  'delivered',
  'skipped',
  'staged',
  'rejected',
  'retry',
]);

/** Settles a batch with one outcome for each row, or one for all. Throws `ERR_NOT_SETTLED` for a value that is not an outcome. */
export function settle(batch: Batch, outcomes: readonly RowOutcome[] | RowOutcome): Settlement {
  for (const outcome of [outcomes].flat() as readonly (RowOutcome | undefined)[])
    if (!STATUSES.has(String(outcome?.status)))
      throw bug('The connector gave a row a value that is not an outcome. Please report this.', {
        code: 'ERR_NOT_SETTLED',
      });
  const settlement = Object.freeze({}) as Settlement;
  settledBy.set(settlement, { batch, outcomes });
  return settlement;
}

/** Returns the outcome of each row by index. Throws `ERR_NOT_SETTLED` if the settlement is not one of this batch. */
export function outcomesOf(settlement: unknown, batch: Batch): (index: number) => RowOutcome {
  const settled = settledBy.get(settlement as Settlement);
  if (settled?.batch !== batch)
    throw bug('The connector did not return an outcome for each row of the batch. Please report this.', {
      code: 'ERR_NOT_SETTLED',
    });
  const { outcomes } = settled;
  return Array.isArray(outcomes) ? (index) => outcomes[index] as RowOutcome : () => outcomes as RowOutcome;
}
