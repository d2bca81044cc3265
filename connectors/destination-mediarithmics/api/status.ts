import type { Execution } from './responses.ts';

/** The phase of a job. */
export type Phase = 'waiting' | 'succeeded' | 'failed' | 'canceled' | 'unknown';

/**
 * The documented statuses, and older ones that the provider's web app still supports. A job whose executor does not
 * respond may recover.
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

/** The phase of an execution; `unknown` for a status that is not documented. */
export const phaseOf = ({ status }: Execution): Phase => PHASES[status] ?? 'unknown';

/** Whether the job has ended, successfully or not. */
export const isOver = (execution: Execution): boolean =>
  ['succeeded', 'failed', 'canceled'].includes(phaseOf(execution));

/** Whether the job reports that any of its lines succeeded or failed. Every document has a line. */
export const isCounted = ({ result }: Execution): boolean =>
  (result?.total_success ?? 0) + (result?.total_failure ?? 0) > 0;

/**
 * Whether all properties except the status indicate that the job has ended. A sample in the provider's documentation has the
 * status PENDING with a result and an end date.
 */
export function looksFinished({ end_date, result, num_tasks, completed_tasks }: Execution): boolean {
  const isClosed = typeof num_tasks !== 'number' || (completed_tasks ?? 0) >= num_tasks;
  return typeof end_date === 'number' && typeof result?.total_success === 'number' && isClosed;
}
