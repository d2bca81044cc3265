import type { Log } from '../../define/log.ts';
import type { RecordCounts } from '../../observer/sync-observer.ts';
import type { PlannedStream } from '../plan.ts';

/** Returns the counts of the records of all streams. */
export function countsOf(plans: readonly PlannedStream[]): RecordCounts {
  const total = (name: keyof RecordCounts): number =>
    plans.reduce((sum, { report }) => sum + report[name], 0);
  return {
    received: total('received'),
    delivered: total('delivered'),
    skipped: total('skipped'),
    rejected: total('rejected'),
  };
}

/** Logs the summary of each stream. */
export function logSummaries(plans: readonly PlannedStream[], log: Log): void {
  for (const { report, operation } of plans) {
    const deletions = operation && report.skippedDeletions(operation.object, operation.deletionHint);
    if (deletions !== undefined) log.warn(deletions);
    log.info(report.summary());
  }
}
