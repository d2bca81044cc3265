import type { Readable } from 'node:stream';
import type { Log } from '../../define/log.ts';
import type { Output } from '../../protocol/stdout.ts';
import type { Lanes } from '../delivery/lanes.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import type { Ledger } from '../settlement/ledger.ts';
import type { OutcomeRecorder } from '../settlement/outcome-recorder.ts';

export interface BackPressureOptions {
  readonly input: Readable;
  readonly output: Output;
  readonly lanes: Lanes;
  readonly budget: MemoryBudget;
  readonly recorder: OutcomeRecorder;
  readonly ledger: Ledger;
  readonly log: Log;
  /** Bytes of states that only later input can release, at most. */
  readonly maxStateBytes: number;
  /** Seals all open batches. */
  readonly flush: () => void;
  /** Aborted when reading has to end. */
  readonly stopping: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/**
 * Returns a function that pauses or resumes reading. Call it whenever input was read, a delivery has ended, or memory was
 * released.
 *
 * If the budget is full and nothing runs, open batches hold it: they are sealed. Or states that only later input can
 * release hold it, because they wait for the end of an overwritten stream, or for records that lower the share of rejected
 * ones. These are exempt from the budget up to a limit of their own, and merged beyond that. So reading always resumes.
 */
export function createBackPressure(options: BackPressureOptions): () => void {
  const { input, output, lanes, budget, recorder, ledger, stopping } = options;
  const isStuck = (): boolean => budget.isFull && lanes.active === 0 && recorder.isIdle;
  let hasLogged = false;

  const makeRoom = (): void => {
    const merged = ledger.mergeStates(() => budget.stateBytes <= options.maxStateBytes);
    if (merged > 0 && !hasLogged) {
      hasLogged = true;
      options.log.info(
        `States that wait for later records hold more than ${Math.round(options.maxStateBytes / 1024 / 1024)} MiB, so older ones are ` +
          'merged: the next state covers and counts their records.',
      );
    }
    budget.exemptStates();
  };

  return function applyBackPressure(): void {
    if (stopping.aborted) return;
    if (isStuck()) options.flush();
    if (isStuck()) makeRoom();
    const isBlocked = budget.isFull || lanes.backlog >= 2 * lanes.count || output.blocked;
    if (isBlocked) input.pause();
    else if (input.isPaused()) input.resume();
    if (output.blocked) output.drained().then(applyBackPressure, options.onError);
  };
}
