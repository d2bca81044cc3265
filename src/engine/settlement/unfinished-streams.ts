import type { Context } from '../../define/context.ts';
import { transientError } from '../../errors.ts';
import { nameOf } from '../../protocol/catalog.ts';
import type { StreamPlan } from '../plan.ts';

/**
 * Where the platform counts generations it also says when a stream is complete. Input that ends without it was cut off:
 * what arrived was delivered, but the sync is not a success.
 *
 * PyAirbyte numbers generations too and only passes on the source's statuses. If no status of any stream came, the source sends
 * none: then the end of the input is the end of the streams, except where an operation would replace data.
 */
export function failOnUnfinishedStreams(
  plans: readonly StreamPlan[],
  hasStatus: boolean,
  { log }: Pick<Context, 'log'>,
): void {
  const silent = (plan: StreamPlan): boolean => plan.completeStatus === 'possible' && !hasStatus;
  const open = plans.filter(({ report, complete, completeStatus, incomplete }) =>
    incomplete ? true : completeStatus !== 'none' && report.received > 0 && !complete,
  );
  const refused = open.find((plan) => !silent(plan) || plan.operation.commit);
  if (refused) throw incomplete(refused, silent(refused));
  if (open.length > 0)
    log.info(
      'No stream status came, so input that was cut off would look like this too. All records that arrived were delivered.',
    );
}

function incomplete({ stream, operation }: StreamPlan, isSilent: boolean): Error {
  const arrived = operation.commit ? 'Nothing was replaced' : 'What arrived was delivered';
  const advice = isSilent
    ? 'run the sync again with a source that sends stream statuses. PyAirbyte sends them itself when it reads through a cache'
    : 'run the sync again';
  return transientError(
    `The input ended before the stream ${nameOf(stream.descriptor)} was complete. ${arrived}; ${advice}.`,
    { code: 'ERR_STREAM_INCOMPLETE', stream: stream.descriptor },
  );
}
