import type { Batch, RowOutcome, Settlement } from '../../define/batch.ts';
import { bug } from '../../errors.ts';

/**
 * Outcomes of a batch. Connectors know the interface alone and can't construct one, so they can't leave a row without an outcome.
 * Private members instead of a WeakMap: the garbage collector visits each entry of a WeakMap several times.
 */
class OutcomesOfBatch {
  readonly #batch: Batch;
  readonly #outcomes: readonly RowOutcome[] | RowOutcome;

  constructor(batch: Batch, outcomes: readonly RowOutcome[] | RowOutcome) {
    this.#batch = batch;
    this.#outcomes = outcomes;
  }

  /** Returns the outcomes if the value is a settlement of this batch. */
  static of(settlement: unknown, batch: Batch): readonly RowOutcome[] | RowOutcome | undefined {
    const isOne = typeof settlement === 'object' && settlement !== null && #batch in settlement;
    return isOne && settlement.#batch === batch ? settlement.#outcomes : undefined;
  }
}

const STATUSES: ReadonlySet<string> = new Set<RowOutcome['status']>([
  'delivered',
  'skipped',
  'staged',
  'rejected',
  'retry',
]);

/** Settles a batch with one outcome for each row, or one for all. Throws `ERR_NOT_SETTLED` for a value that is not an outcome. */
export function settle(batch: Batch, outcomes: readonly RowOutcome[] | RowOutcome): Settlement {
  if (Array.isArray(outcomes)) for (const outcome of outcomes) assertOutcome(outcome);
  else assertOutcome(outcomes);
  return new OutcomesOfBatch(batch, outcomes) as object as Settlement;
}

function assertOutcome(outcome: unknown): void {
  if (STATUSES.has(String((outcome as RowOutcome | undefined)?.status))) return;
  throw bug('The connector gave a row a value that is not an outcome. Please report this.', {
    code: 'ERR_NOT_SETTLED',
    detail: `Authors: an outcome is delivered, skipped, staged, or an object with a status: ${[...STATUSES].join(', ')}`,
  });
}

/** Returns the outcome of each row by index. Throws `ERR_NOT_SETTLED` if the settlement is not one of this batch. */
export function outcomeByIndex(settlement: unknown, batch: Batch): (index: number) => RowOutcome {
  const outcomes = OutcomesOfBatch.of(settlement, batch);
  if (outcomes === undefined)
    throw bug('The connector did not return an outcome for each row of the batch. Please report this.', {
      code: 'ERR_NOT_SETTLED',
      detail:
        'Authors: deliver has to return batch.all(…), batch.each(…) or batch.except(…) of the batch that it got',
    });
  return Array.isArray(outcomes) ? (index) => outcomes[index] as RowOutcome : () => outcomes as RowOutcome;
}
