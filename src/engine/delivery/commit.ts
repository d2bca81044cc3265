import { protocolError } from '../../errors.ts';
import { nameOf } from '../../protocol/catalog.ts';
import type { StreamPlan } from '../plan.ts';
import { type DeliveryOptions, retryingDelivery } from './deliver.ts';

/**
 * Brings into force what the streams delivered, where their operations have to. To be called when every row is answered and the input
 * ended well. A stream without records is left alone: a job that clears a connection takes nothing away from anybody.
 */
export async function commitStreams(plans: readonly StreamPlan[], delivery: DeliveryOptions): Promise<void> {
  const waiting = plans.filter(({ operation, report }) => operation.commit && report.received > 0);
  // Before any: an operation may bring several streams into force together.
  for (const plan of waiting) refuseMerging(plan);
  for (const plan of waiting) await finishOne(plan, delivery);
}

function refuseMerging({ stream: { descriptor, generation } }: StreamPlan): void {
  if (!generation || generation.minimum === generation.id) return;
  throw protocolError(
    `The stream ${nameOf(descriptor)} is to be overwritten, but its catalog asks to keep data of earlier ` +
      'syncs (minimum_generation_id is not generation_id). Nothing was replaced.',
    { code: 'ERR_GENERATIONS', stream: descriptor },
  );
}

async function finishOne(plan: StreamPlan, delivery: DeliveryOptions): Promise<void> {
  const { operation, run } = plan;
  const { api, context, answers } = delivery;
  await retryingDelivery(
    plan,
    delivery,
    () => operation.commit!(run, api, context),
    () => 'Finishing the stream again',
  );
  answers.confirm(plan);
}
