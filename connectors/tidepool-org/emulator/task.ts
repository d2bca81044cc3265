import type { Step } from './steps.ts';

/** A step that is done; or, where a step goes row by row, how many rows are done and whether these are all. */
export interface Progress {
  readonly step: Step;
  readonly rows?: number;
  readonly all?: boolean;
}

/** Work of the data service that says how far it is, since it can end at every step. */
export type Task<T> = Generator<Progress, T>;

/** Does something for each row. */
export function* rowByRow<R>(
  step: 'insert:rows' | 'close:activate-rows',
  rows: readonly R[],
  each: (row: R, index: number) => void,
): Task<void> {
  for (const [index, row] of rows.entries()) {
    yield { step, rows: index };
    each(row, index);
  }
  yield { step, rows: rows.length, all: true };
}
