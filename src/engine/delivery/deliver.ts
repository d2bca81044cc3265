import type { RowOutcome } from '../../define/batch.ts';
import { asConnectorError, bug, ConnectorError, transientError } from '../../errors.ts';
import { isGatewayError } from '../../http/errors/web-page.ts';
import { backoffMs } from '../../retry/retry.ts';
import { decapitalised } from '../../text/decapitalised.ts';
import { withoutFullStop } from '../../text/without-full-stop.ts';
import type { PackedBatch } from '../batching/packed-batch.ts';
import { outcomeByIndex } from '../batching/settlement.ts';
import type { StreamPlan } from '../plan.ts';
import type { DeliveryOptions } from './delivery-options.ts';
import { findRejectedRows } from './find-rejected-rows.ts';
import { retryingDelivery } from './retrying-delivery.ts';
import { type BisectionSteps, WebPageBisection } from './web-page-bisection.ts';
import { type Trail, webPageEvidence } from './web-page-evidence.ts';

/**
 * Delivers a batch until each row has an outcome: repeats after transient errors, finds the invalid rows of a rejected
 * batch, and sends rows with the outcome `retry` again without the others. Throws what ends the sync. `trail`: web pages that
 * the rows got before.
 */
export async function deliver(
  plan: StreamPlan,
  batch: PackedBatch,
  delivery: DeliveryOptions,
  trail?: Trail,
): Promise<void> {
  let rest = batch;
  let bisection = trail && createWebPageBisection(plan, delivery, trail);
  for (let isDone = false; !isDone; ) {
    const what = () => `Sending ${rest.size} rows of ${plan.operation.object} again`;
    isDone = await retryingDelivery(
      plan,
      delivery,
      async () => {
        let retry: RowsToRetry | undefined;
        try {
          retry = await attempt(plan, rest, delivery);
          bisection?.noteAccepted();
        } catch (error) {
          bisection ??= createWebPageBisection(plan, delivery);
          await settleWebPageError(bisection, rest, error);
        }
        if (retry === undefined) return true;
        const { context, random } = delivery;
        const isProgress = retry.batch.size < rest.size;
        rest = retry.batch;
        if (!isProgress)
          throw transientError(
            `${rest.size} rows of ${plan.operation.object} have to be sent again: ${withoutFullStop(retry.reason)}.`,
          );
        // Some rows have an outcome now, so the retry time starts anew.
        context.log.info(`${what()} soon: ${withoutFullStop(retry.reason)}.`);
        await context.clock.sleep(backoffMs(1, random), delivery.stopping);
        return false;
      },
      what,
    ).catch((error: ConnectorError) => {
      throw withProviderMessage(error, plan, rest, delivery);
    });
  }
  bisection?.end();
}

/** Adds the provider message to the error that ends the sync, if the connector wants it and it repeats nothing of the batch. */
function withProviderMessage(
  error: ConnectorError,
  plan: StreamPlan,
  batch: PackedBatch,
  { recorder }: DeliveryOptions,
): ConnectorError {
  if (!error.quotesProvider || error.providerMessage === undefined) return error;
  const text = recorder.loggable(plan, batch, error.providerMessage);
  const message =
    text === undefined ? error.message : `${error.message} The provider says: ${withoutFullStop(text)}.`;
  // The error may pass the delivery of a larger batch, of which this one is a part.
  return error.with({ message, quotesProvider: false });
}

/** Bisects batches that something in front of the API rejects with a web page, with the same steps as any other delivery. */
function createWebPageBisection(
  plan: StreamPlan,
  delivery: DeliveryOptions,
  trail?: Trail,
): WebPageBisection {
  const steps: BisectionSteps = {
    async attempt(batch) {
      const retry = await attempt(plan, batch, delivery);
      if (retry) await deliver(plan, retry.batch, delivery);
    },
    deliver: (batch, own) => deliver(plan, batch, delivery, own),
    async reject(row, error) {
      await delivery.recorder.settle(plan, row, () => rejectedOutcome(error));
    },
    now: () => delivery.context.clock.monotonic(),
  };
  return new WebPageBisection(webPageEvidence(plan), steps, trail);
}

/** Settles the rows by a bisection. Throws the error if they have to be sent again. */
async function settleWebPageError(
  bisection: WebPageBisection,
  rest: PackedBatch,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ConnectorError) || !isGatewayError(error) || error.exhausted) throw error;
  if (!(await bisection.settle(rest, error))) throw error;
}

interface RowsToRetry {
  readonly batch: PackedBatch;
  readonly reason: string;
}

/** Makes one attempt. Returns the rows that have to be sent again, if any. */
async function attempt(
  plan: StreamPlan,
  batch: PackedBatch,
  delivery: DeliveryOptions,
): Promise<RowsToRetry | undefined> {
  const { operation } = plan;
  const evidence = webPageEvidence(plan);
  const start = evidence.begin();
  let settlement: unknown;
  try {
    settlement = await operation.deliver(batch, delivery.api, delivery.context);
  } catch (thrown) {
    const error = asConnectorError(thrown);
    if (error.kind !== 'reject') throw error;
    await rejectInvalidRows(plan, batch, error, delivery);
    return undefined;
  }
  evidence.accepted(start);
  const outcomeOf = outcomeByIndex(settlement, batch);
  const retryIndexes = await delivery.recorder.settle(plan, batch, outcomeOf);
  if (retryIndexes.length === 0) {
    batch.release();
    return undefined;
  }
  const first = outcomeOf(retryIndexes[0]!);
  const rest = batch.part(retryIndexes);
  batch.release();
  return { batch: rest, reason: first.status === 'retry' ? first.reason : '' };
}

/** Finds the invalid rows in a batch that was rejected as a whole, rejects them and delivers the others. */
async function rejectInvalidRows(
  plan: StreamPlan,
  batch: PackedBatch,
  error: ConnectorError,
  delivery: DeliveryOptions,
): Promise<void> {
  const { operation } = plan;
  if (batch.size === 1) {
    await delivery.recorder.settle(plan, batch, () => rejectedOutcome(error));
    return;
  }
  const tooLarge = error.code === 'ERR_TOO_LARGE';
  if (operation.validate && !tooLarge) {
    const validate = operation.validate.bind(operation);
    // Each call is repeated by itself: if a transient error lost all results, the search might never end.
    const rejected = await findRejectedRows(batch, (part) =>
      retryingDelivery(
        plan,
        delivery,
        () => validate(part, delivery.api, delivery.context),
        () => `Validating ${part.size} rows of ${operation.object} again`,
      ),
    );
    if (rejected.size > 0) return deliverWithout(plan, batch, rejected, delivery);
  }
  if (!operation.validate && operation.batchSemantics !== 'all-or-nothing' && !tooLarge)
    throw bug('The connector does not name the rows that the provider rejected. Please report this.', {
      code: 'ERR_REJECTED_ROWS_UNKNOWN',
      cause: error,
      detail: [error.detail, 'Authors: set batchSemantics, implement validate, or return batch.except(…)']
        .filter((part) => part !== undefined)
        .join('. '),
    });
  return deliverHalves(plan, batch, delivery);
}

/** Rejects the invalid rows and delivers the others together. */
async function deliverWithout(
  plan: StreamPlan,
  batch: PackedBatch,
  rejected: ReadonlyMap<number, ConnectorError>,
  delivery: DeliveryOptions,
): Promise<void> {
  const accepted = await delivery.recorder.settle(plan, batch, (index) => {
    const error = rejected.get(index);
    return error ? rejectedOutcome(error) : { status: 'retry', reason: 'its batch was rejected' };
  });
  if (accepted.length > 0) await deliver(plan, batch.part(accepted), delivery);
}

/** Delivers both halves, one after the other, so that rows of one ordering key keep their order. */
async function deliverHalves(plan: StreamPlan, batch: PackedBatch, delivery: DeliveryOptions): Promise<void> {
  const indexes = Array.from({ length: batch.size }, (_, index) => index);
  const middle = batch.size >> 1;
  for (const part of [indexes.slice(0, middle), indexes.slice(middle)])
    await deliver(plan, batch.part(part), delivery);
}

function rejectedOutcome(error: ConnectorError): RowOutcome {
  return {
    status: 'rejected',
    reason: decapitalised(error.message),
    ...(error.providerMessage !== undefined && { providerMessage: error.providerMessage }),
  };
}
