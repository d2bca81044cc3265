import { ConnectorError, protocolError } from '../../errors.ts';
import { aboutSettings } from '../../http/errors/without-records.ts';
import { nameOf } from '../../protocol/catalog.ts';
import { isDeliverable, type PlannedStream, type StreamPlan } from '../plan.ts';
import type { DeliveryOptions } from './delivery-options.ts';
import { retryingDelivery } from './retrying-delivery.ts';

/**
 * Commits the streams whose operations have a `commit`. Call it when every row has an outcome and all streams are complete. A
 * stream without records is not committed, so a job that clears a connection removes nothing at the provider.
 */
export async function commitStreams(
  plans: readonly PlannedStream[],
  delivery: DeliveryOptions,
): Promise<void> {
  const withCommit = plans.filter(isDeliverable).filter(({ operation }) => operation.commit);
  for (const { stream, report } of withCommit)
    if (report.received === 0)
      delivery.context.log.info(
        `The stream ${nameOf(stream.descriptor)} brought no records, so nothing is replaced: a job that clears the connection would look the same.`,
      );
  const uncommitted = withCommit.filter(({ report }) => report.received > 0);
  // All checks first: one commit may publish several streams.
  for (const plan of uncommitted) checkGenerations(plan);
  for (const plan of uncommitted) await commitStream(plan, delivery);
}

function checkGenerations({ stream: { descriptor, generation } }: StreamPlan): void {
  if (!generation || generation.minimum === generation.id) return;
  throw protocolError(
    `The stream ${nameOf(descriptor)} has the sync mode overwrite, but its catalog asks to keep data of earlier syncs ` +
      '(minimum_generation_id is not generation_id). Nothing was replaced. Refresh the stream and remove its records in the ' +
      'connection. If this happens again, report it to the operator of the platform.',
    { code: 'ERR_GENERATIONS', stream: descriptor },
  );
}

async function commitStream(plan: StreamPlan, delivery: DeliveryOptions): Promise<void> {
  const { operation, run } = plan;
  const { api, context, recorder } = delivery;
  await retryingDelivery(
    plan,
    delivery,
    () => operation.commit!(run, api, context),
    () => 'Committing the stream again',
  ).catch((thrown: unknown) => {
    throw thrown instanceof ConnectorError ? aboutSettings(thrown) : thrown;
  });
  recorder.confirmStaged(plan);
}
