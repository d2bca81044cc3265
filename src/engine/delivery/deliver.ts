import type { RowOutcome } from '../../define/batch.ts';
import type { Context } from '../../define/context.ts';
import { asConnectorError, bug, ConnectorError, transientError } from '../../errors.ts';
import { isWebPageError } from '../../http/errors/web-page.ts';
import { backoffMs, withRetry } from '../../retry/retry.ts';
import { metered, waiting } from '../../retry/wait-meter.ts';
import { decapitalised } from '../../text/decapitalised.ts';
import type { PackedBatch } from '../batching/batch.ts';
import { outcomesOf } from '../batching/settlement.ts';
import type { StreamPlan } from '../plan.ts';
import type { OutcomeRecorder } from '../settlement/outcome-recorder.ts';
import { findRejectedRows } from './bisect.ts';
import { noteAcceptedBatch, WebPageBisection } from './web-page-bisection.ts';

export interface DeliveryOptions {
  readonly api: unknown;
  readonly context: Context;
  readonly answers: OutcomeRecorder;
  readonly random: () => number;
  /** Aborted when nothing new may be started. */
  readonly stopping: AbortSignal;
}

/**
 * Delivers a batch until each of its rows is answered: transient failures are repeated, a refused batch is narrowed
 * down to the rows at fault, rows that the operation wants sent again travel alone. Throws what ends the sync.
 */
export async function deliver(
  plan: StreamPlan,
  batch: PackedBatch,
  delivery: DeliveryOptions,
): Promise<void> {
  let rest = batch;
  const suspicion = suspecting(plan, delivery);
  for (let isDone = false; !isDone; ) {
    const what = () => `Sending ${rest.size} rows of ${plan.operation.object} again`;
    isDone = await retryingDelivery(
      plan,
      delivery,
      async () => {
        const again = await attempt(plan, rest, delivery).catch((error: unknown) =>
          settledAsPage(suspicion, rest, error),
        );
        if (again === undefined) return true;
        const { context, random } = delivery;
        const isProgress = again.batch.size < rest.size;
        rest = again.batch;
        if (!isProgress)
          throw transientError(
            `The provider asked for ${rest.size} rows of ${plan.operation.object} again: ${again.reason}.`,
          );
        // Some rows got through, so the time for repetitions begins anew.
        context.log.info(`${what()} soon: ${again.reason}.`);
        await context.clock.sleep(backoffMs(1, random), delivery.stopping);
        return false;
      },
      what,
    );
  }
}

/** Repeats what fails for a while, counted and told for the stream. Throws what ends the sync. */
export async function retryingDelivery<T>(
  plan: StreamPlan,
  { context, random, stopping }: DeliveryOptions,
  call: () => Promise<T>,
  what: () => string,
): Promise<T> {
  const { meter } = plan.report;
  const onRetry = (error: ConnectorError, waitMs: number): (() => void) => {
    meter.retries++;
    context.log.info(`${what()} in ${(waitMs / 1000).toFixed(1)} s: ${error.message}`);
    return waiting(meter, context.clock);
  };
  try {
    return await metered(meter, () =>
      withRetry(call, { clock: context.clock, random, signal: stopping, onRetry }),
    );
  } catch (thrown) {
    const error = asConnectorError(thrown);
    throw error.kind === 'bug' && !error.stream ? error.with({ stream: plan.stream.descriptor }) : error;
  }
}

/** Rows that a firewall refuses with a web page are found as others are that the provider refuses without naming them. */
function suspecting(plan: StreamPlan, delivery: DeliveryOptions): WebPageBisection {
  return new WebPageBisection(plan, {
    async attempt(batch) {
      const again = await attempt(plan, batch, delivery);
      if (again) await deliver(plan, again.batch, delivery);
    },
    deliver: (batch) => deliver(plan, batch, delivery),
    async reject(row, error) {
      await delivery.answers.settle(plan, row, () => rejection(error));
    },
  });
}

/** Undefined where the suspicion settled the rows; throws the error where they are to be sent again. */
async function settledAsPage(
  suspicion: WebPageBisection,
  rest: PackedBatch,
  error: unknown,
): Promise<undefined> {
  if (!(error instanceof ConnectorError) || !isWebPageError(error) || error.exhausted) throw error;
  if (!(await suspicion.isSettled(rest, error))) throw error;
}

interface Again {
  readonly batch: PackedBatch;
  readonly reason: string;
}

/** One attempt. Returns the rows that are to be sent again, if any. */
async function attempt(
  plan: StreamPlan,
  batch: PackedBatch,
  delivery: DeliveryOptions,
): Promise<Again | undefined> {
  const { operation } = plan;
  let settlement: unknown;
  try {
    settlement = await operation.deliver(batch, delivery.api, delivery.context);
  } catch (thrown) {
    const error = asConnectorError(thrown);
    if (error.kind !== 'reject') throw error;
    await narrow(plan, batch, error, delivery);
    return undefined;
  }
  noteAcceptedBatch(plan);
  const outcomeOf = outcomesOf(settlement, batch);
  const again = await delivery.answers.settle(plan, batch, outcomeOf);
  if (again.length === 0) {
    batch.release();
    return undefined;
  }
  const first = outcomeOf(again[0]!);
  const rest = batch.part(again);
  batch.release();
  return { batch: rest, reason: first.status === 'retry' ? first.reason : '' };
}

/** A batch was refused without naming rows: one row is rejected, more rows are narrowed down. */
async function narrow(
  plan: StreamPlan,
  batch: PackedBatch,
  error: ConnectorError,
  delivery: DeliveryOptions,
): Promise<void> {
  const { operation } = plan;
  if (batch.size === 1) {
    await delivery.answers.settle(plan, batch, () => rejection(error));
    return;
  }
  const tooLarge = error.code === 'ERR_TOO_LARGE';
  if (operation.validate && !tooLarge) {
    const probe = operation.validate.bind(operation);
    // Repeated one by one: were all verdicts lost with each failure that passes, a search might never come to its end.
    const refused = await findRejectedRows(batch, (part) =>
      retryingDelivery(
        plan,
        delivery,
        () => probe(part, delivery.api, delivery.context),
        () => `Asking about ${part.size} rows of ${operation.object} again`,
      ),
    );
    if (refused.size > 0) return without(plan, batch, refused, delivery);
  }
  if (!operation.validate && operation.batchSemantics !== 'all-or-nothing' && !tooLarge)
    throw bug('The connector did not say which rows the provider refused. Please report this.', {
      code: 'ERR_REFUSED_ROWS_UNKNOWN',
      cause: error,
      ...(error.detail !== undefined && { detail: error.detail }),
    });
  return halves(plan, batch, delivery);
}

/** Rejects the rows at fault and delivers the others together. */
async function without(
  plan: StreamPlan,
  batch: PackedBatch,
  refused: ReadonlyMap<number, ConnectorError>,
  delivery: DeliveryOptions,
): Promise<void> {
  const good = await delivery.answers.settle(plan, batch, (index) => {
    const error = refused.get(index);
    return error ? rejection(error) : { status: 'retry', reason: 'its batch was refused' };
  });
  if (good.length > 0) await deliver(plan, batch.part(good), delivery);
}

/** Delivers both halves, one after the other so that rows of one key keep their order. */
async function halves(plan: StreamPlan, batch: PackedBatch, delivery: DeliveryOptions): Promise<void> {
  const indexes = Array.from({ length: batch.size }, (_, index) => index);
  const middle = batch.size >> 1;
  for (const part of [indexes.slice(0, middle), indexes.slice(middle)])
    await deliver(plan, batch.part(part), delivery);
}

function rejection(error: ConnectorError): RowOutcome {
  return {
    status: 'rejected',
    reason: decapitalised(error.message),
    ...(error.providerMessage !== undefined && { providerMessage: error.providerMessage }),
  };
}
