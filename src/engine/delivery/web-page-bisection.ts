import { asConnectorError, type ConnectorError } from '../../errors.ts';
import { isGatewayError } from '../../http/errors/web-page.ts';
import type { PackedBatch } from '../batching/packed-batch.ts';
import type { StreamPlan } from '../plan.ts';

/** Rejections with a web page until the batch is bisected. Before that it is sent again as a whole. */
const ATTEMPTS = 3;

/** Number of batches that the provider has accepted, by stream. */
const acceptedBatches = new WeakMap<StreamPlan, number>();

/** Counts a batch that the provider has accepted. */
export const noteAcceptedBatch = (plan: StreamPlan): void =>
  void acceptedBatches.set(plan, acceptedCount(plan) + 1);

const acceptedCount = (plan: StreamPlan): number => acceptedBatches.get(plan) ?? 0;

/** Steps of a delivery that the bisection uses. */
export interface BisectionSteps {
  /** Makes one attempt; throws its error. */
  attempt(batch: PackedBatch): Promise<void>;
  /** Delivers with all repetitions; throws what ends the sync. */
  deliver(batch: PackedBatch): Promise<void>;
  /** Rejects a batch of one row. */
  reject(row: PackedBatch, error: ConnectorError): Promise<void>;
}

/**
 * Finds the rows whose content makes a firewall reject a batch. A web page may also mean an outage, which no row causes. So a
 * row is rejected only if the provider has meanwhile accepted other rows of the stream, and the row by itself is rejected
 * once more.
 */
export class WebPageBisection {
  private readonly plan: StreamPlan;
  private readonly steps: BisectionSteps;
  private pages = 0;
  private acceptedBefore = 0;
  /** Whether some rows of the batch have an outcome: they were delivered, or the provider itself rejected them. */
  private hasOutcomes = false;

  constructor(plan: StreamPlan, steps: BisectionSteps) {
    this.plan = plan;
    this.steps = steps;
  }

  /** Called for each web page. Returns whether every row of the batch has an outcome; if not, the batch has to be sent again. */
  async settle(batch: PackedBatch, error: ConnectorError): Promise<boolean> {
    if (this.pages++ === 0) this.acceptedBefore = acceptedCount(this.plan);
    return this.pages >= ATTEMPTS && this.bisect(batch, error);
  }

  private async bisect(batch: PackedBatch, error: ConnectorError): Promise<boolean> {
    if (batch.size === 1) return this.acceptsOtherRows && this.rejectAfterRepetition(batch, error);
    const middle = batch.size >> 1;
    const indexes = Array.from({ length: batch.size }, (_, index) => index);
    const rejected: PackedBatch[] = [];
    for (const part of [indexes.slice(0, middle), indexes.slice(middle)].map((each) => batch.part(each)))
      if (!(await this.isAccepted(part))) rejected.push(part);
    for (const part of rejected) {
      if (await this.bisect(part, error)) continue;
      // All of the batch is sent again, unless some of its rows have an outcome: those must not be sent or counted twice.
      if (!this.hasOutcomes) return false;
      await this.steps.deliver(part);
    }
    return true;
  }

  /** Whether the provider has accepted other rows of the stream since the first web page: then this row is at fault. */
  private get acceptsOtherRows(): boolean {
    return acceptedCount(this.plan) > this.acceptedBefore;
  }

  private async rejectAfterRepetition(row: PackedBatch, error: ConnectorError): Promise<boolean> {
    if (!(await this.isAccepted(row))) await this.steps.reject(row, error);
    return true;
  }

  /** Sends a part; returns false if it is rejected with a web page. Other errors are handled as in any delivery. */
  private async isAccepted(part: PackedBatch): Promise<boolean> {
    try {
      await this.steps.attempt(part);
    } catch (thrown) {
      const error = asConnectorError(thrown);
      if (!error.retryable) throw error;
      if (isGatewayError(error)) return false;
      await this.steps.deliver(part);
    }
    this.hasOutcomes = true;
    return true;
  }
}
