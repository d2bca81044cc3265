import type { PlannedStream } from '../engine/plan.ts';
import { rateLimited } from '../protocol/output.ts';
import type { RejectStore } from '../rejects/rejection.ts';
import { RETRY_BUDGET_MS } from '../retry/time-limit.ts';
import { formatDuration, formatWait } from '../text/format-duration.ts';
import type { CommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';

/** Shorter waits are not worth a message. */
const LONG_WAIT_MS = 5_000;

/** Explains on a terminal what `write` reads and how to end it. */
export const howToType = ({ name }: Connector): string =>
  `${name} reads messages from this terminal, one JSON object a line. Ctrl-D on an empty line ends the input, Ctrl-C stops the ` +
  `sync. To read a file: ${name} write --config config.json --catalog catalog.json < messages.jsonl\n`;

/** Reason why a sync was stopped, to complete "The sync was": `stopped by SIGINT`. */
export const reasonOf = ({ reason }: AbortSignal): string =>
  reason instanceof Error ? reason.message : 'stopped';

/** Logs where the rejected records of the sync are, and how to deliver them once the cause is fixed. */
export function logRejectedRecords(
  { name }: Connector,
  plans: readonly PlannedStream[],
  { keeps, location }: RejectStore,
  { log }: CommandRuntime,
): void {
  const rejected = plans.reduce((sum, { report }) => sum + report.rejected, 0);
  if (!keeps || rejected === 0) return;
  const files = location.startsWith('s3:') ? 'a download of that folder' : location;
  log.info(
    `${rejected === 1 ? '1 rejected record is' : `${rejected} rejected records are`} kept in ${location}. ` +
      `Once the cause is fixed, deliver ${rejected === 1 ? 'it' : 'them'} with: ` +
      `${name} replay --config config.json ${files}`,
  );
}

/** Describes the consequence of a wait. Requests that have failed before may have less time left than the whole wait. */
function afterWait(waitMs: number): string {
  const budget = formatDuration(RETRY_BUDGET_MS);
  return waitMs > RETRY_BUDGET_MS
    ? `That is longer than the ${budget} for which requests are retried, so nothing more is sent and the sync ends. Run it again after that time.`
    : `The sync continues by itself after that, unless a request has been retried for ${budget} before.`;
}

/** Logs a long wait that the provider asks for, and reports it to the platform for each stream with pending records. */
export function reportLongWait(
  { log, output, context }: CommandRuntime,
  plans: readonly PlannedStream[],
  until: number,
  waitMs: number,
): void {
  if (waitMs < LONG_WAIT_MS) return;
  log.warn(
    `The provider asks to wait ${formatWait(waitMs, context.clock.wall())} (rate limit). ${afterWait(waitMs)}`,
  );
  for (const { stream, report } of plans)
    if (report.received > report.settled)
      output.message(rateLimited(stream.descriptor, context.clock.wall(), until));
}
