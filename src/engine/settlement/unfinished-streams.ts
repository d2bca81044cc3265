import type { Context } from '../../define/context.ts';
import { transientError } from '../../errors.ts';
import { nameOf } from '../../protocol/catalog.ts';
import type { PlannedStream } from '../plan.ts';

/**
 * Throws a transient error if a stream is not complete at the end of the input. A platform that sends generations also sends
 * the status COMPLETE, so input without it was cut off: what arrived is delivered, but the sync is not a success.
 *
 * PyAirbyte also numbers generations, but only forwards the statuses of the source. If no stream had a status, the source
 * sends none: then the end of the input completes the streams, except where an operation would commit, because a commit may
 * replace data.
 *
 * A platform without generations sends no status. A source that sends states ends with one, so input that ends with records after
 * a state was cut off, and a commit would replace all data by a part of them.
 */
export function failOnUnfinishedStreams(
  plans: readonly PlannedStream[],
  hasStatus: boolean,
  { log }: Pick<Context, 'log'>,
): void {
  const lacksStatus = (plan: PlannedStream): boolean => plan.completeStatus === 'possible' && !hasStatus;
  const open = plans.filter(
    ({ report, isComplete, completeStatus, isIncomplete }) =>
      isIncomplete || (completeStatus !== 'none' && report.received > 0 && !isComplete),
  );
  const cut = plans.find(
    (plan) => plan.completeStatus === 'none' && plan.operation?.commit && endsBetweenStates(plan),
  );
  if (cut) throw cutError(cut);
  const failed = open.find((plan) => !lacksStatus(plan) || plan.operation?.commit);
  if (failed) throw incompleteError(failed, lacksStatus(failed));
  if (open.length > 0)
    log.info(
      'No stream status came, so complete input and input that was cut off look the same. All records that arrived were delivered.',
    );
}

const endsBetweenStates = ({
  receivedBeforeState = Number.POSITIVE_INFINITY,
  report,
}: PlannedStream): boolean => report.received > receivedBeforeState;

const cutError = ({ stream }: PlannedStream): Error =>
  transientError(
    `The input of the stream ${nameOf(stream.descriptor)} ended with records after its last state, so it was probably cut off. Nothing was replaced; run the sync again.`,
    { code: 'ERR_STREAM_INCOMPLETE', stream: stream.descriptor },
  );

function incompleteError({ stream, operation }: PlannedStream, lacksStatus: boolean): Error {
  const arrived = operation?.commit ? 'Nothing was replaced' : 'What arrived was delivered';
  const advice = lacksStatus
    ? 'run the sync again with a source that sends stream statuses. PyAirbyte sends them itself when it reads through a cache'
    : 'run the sync again';
  return transientError(
    `The input ended before the stream ${nameOf(stream.descriptor)} was complete. ${arrived}; ${advice}.`,
    { code: 'ERR_STREAM_INCOMPLETE', stream: stream.descriptor },
  );
}
