import { protocolError } from '../errors.ts';
import { nameOf } from '../protocol/catalog.ts';
import { type Delivery, repeating } from './deliver.ts';
import type { StreamPlan } from './plan.ts';

/**
 * Brings into force what a stream delivered, where its operation has to. To be called when every row is answered and the input
 * ended well. A stream without records is left alone: a job that clears a connection takes nothing away from anybody.
 */
export async function finish(plan: StreamPlan, delivery: Delivery): Promise<void> {
  const { operation, report, run, stream } = plan;
  if (!operation.finish || report.received === 0) return;
  const { generation } = stream;
  if (generation && generation.minimum !== generation.id)
    throw protocolError(
      `The stream ${nameOf(stream.descriptor)} is to be overwritten, but its catalog asks to keep data of earlier ` +
        'syncs (minimum_generation_id is not generation_id). Nothing was replaced.',
      { code: 'ERR_GENERATIONS', stream: stream.descriptor },
    );
  const { api, context, answers } = delivery;
  await repeating(
    plan,
    delivery,
    () => operation.finish!(run, api, context),
    () => 'Finishing the stream again',
  );
  answers.confirm(plan);
}
