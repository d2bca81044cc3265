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
  readonly answers: OutcomeRecorder;
  readonly ledger: Ledger;
  readonly log: Log;
  /** Bytes of states that only the rest of the input can earn, at most. */
  readonly states: number;
  /** Seals all batches. */
  readonly flush: () => void;
  /** Aborted when reading has to end. */
  readonly stopping: AbortSignal;
  readonly failed: (error: unknown) => void;
}

/**
 * What lets the input flow while there is room, and stops it otherwise. To be called when something was read, ended or given back.
 *
 * When the budget is full and nothing is under way, batches that are not full hold it: they are sealed. Or states hold it that
 * only the rest of the input can earn, since they wait for the end of an overwritten stream, or for records that make the
 * rejected ones few enough: they are allowed beyond the budget up to a limit of their own, and merged beyond that. So the
 * input always goes on.
 */
export function createBackPressure(options: BackPressureOptions): () => void {
  const { input, output, lanes, budget, answers, ledger, stopping } = options;
  const isStuck = (): boolean => budget.full && lanes.active === 0 && answers.isIdle;
  let isTold = false;

  const makeRoom = (): void => {
    const merged = ledger.merge(() => budget.states <= options.states);
    if (merged > 0 && !isTold) {
      isTold = true;
      options.log.info(
        `States that wait for later records hold more than ${Math.round(options.states / 1024 / 1024)} MiB, so older ones are ` +
          'merged: the next state covers and counts their records.',
      );
    }
    budget.allowStates();
  };

  return function pace(): void {
    if (stopping.aborted) return;
    if (isStuck()) options.flush();
    if (isStuck()) makeRoom();
    const wait = budget.full || lanes.backlog >= 2 * lanes.count || output.blocked;
    if (wait) input.pause();
    else if (input.isPaused()) input.resume();
    if (output.blocked) output.drained().then(pace, options.failed);
  };
}
