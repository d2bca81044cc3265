import type { Step } from './steps.ts';

/** A completed step; or, in a step that processes rows, the number of processed rows and whether these are all. */
export interface Progress {
  readonly step: Step;
  readonly rows?: number;
  readonly all?: boolean;
}

/** Work of the data service that yields its progress, because it can be interrupted at every step. */
export type Task<T> = Generator<Progress, T>;

/** Processes each row. */
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
