import type { Execution } from './replies.ts';

/** Where a job stands. */
export type Phase = 'waiting' | 'succeeded' | 'failed' | 'canceled' | 'unknown';

/**
 * Today's words, and those of older versions that the provider's own web page still knows. A job whose executor does not
 * respond may come back.
 */
const PHASES: Readonly<Record<string, Phase>> = {
  PENDING: 'waiting',
  RUNNING: 'waiting',
  WAITING_DEPENDENT_JOB: 'waiting',
  SCHEDULED: 'waiting',
  EXECUTOR_NOT_RESPONDING: 'waiting',
  SUCCEEDED: 'succeeded',
  SUCCESS: 'succeeded',
  FAILED: 'failed',
  LOST: 'failed',
  CANCELED: 'canceled',
};

export const phaseOf = ({ status }: Execution): Phase => PHASES[status] ?? 'unknown';

/** Whether the job has ended, well or not. */
export const isOver = (execution: Execution): boolean =>
  ['succeeded', 'failed', 'canceled'].includes(phaseOf(execution));

/** Whether the job says how many of its lines are good or bad. */
export const isCounted = ({ result }: Execution): boolean =>
  typeof (result?.total_success ?? result?.total_failure) === 'number';

/**
 * Whether everything but the status says that the job is over. A sample in the provider's documentation looks like this: PENDING,
 * with a result and the end's date.
 */
export function looksFinished({ end_date, result, num_tasks, completed_tasks }: Execution): boolean {
  const isClosed = typeof num_tasks !== 'number' || (completed_tasks ?? 0) >= num_tasks;
  return typeof end_date === 'number' && typeof result?.total_success === 'number' && isClosed;
}
