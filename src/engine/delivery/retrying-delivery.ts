import { asConnectorError, type ConnectorError } from '../../errors.ts';
import { startWaiting, withMeter } from '../../observer/meter.ts';
import { retryReason } from '../../observer/wait-reasons.ts';
import { withRetry } from '../../retry/retry.ts';
import type { StreamPlan } from '../plan.ts';
import type { DeliveryOptions } from './delivery-options.ts';

/**
 * Repeats a call after transient errors, counted and logged for the stream. `what` describes it in the log. Throws what ends
 * the sync.
 */
export function retryingDelivery<T>(
  plan: StreamPlan,
  { context, random, stopping, observer }: DeliveryOptions,
  call: () => Promise<T>,
  what: () => string,
): Promise<T> {
  const { meter } = plan.report;
  const onRetry = (error: ConnectorError, waitMs: number): (() => void) => {
    meter.retries++;
    context.log.info(`${what()} in ${(waitMs / 1000).toFixed(1)} s: ${error.message}`);
    return startWaiting(retryReason(error, context.clock.wall() + waitMs), observer);
  };
  return withMeter(meter, () =>
    withRetry(call, { clock: context.clock, random, signal: stopping, onRetry }),
  ).catch((thrown: unknown) => {
    const error = asConnectorError(thrown);
    throw error.kind === 'bug' && !error.stream ? error.with({ stream: plan.stream.descriptor }) : error;
  });
}
