import { ConnectorError } from '../../errors.ts';
import { isWebPageError } from '../../http/errors/web-page.ts';
import type { PackedBatch } from '../batching/batch.ts';
import type { StreamPlan } from '../plan.ts';

/** So often rows are sent that something before the API refuses with a web page, before one of them is suspected. */
const ATTEMPTS = 3;

/** How many batches of a stream the provider has taken. */
const takenOf = new WeakMap<StreamPlan, number>();

/** To be called when the provider has answered for a batch. */
export const noteAcceptedBatch = (plan: StreamPlan): void => void takenOf.set(plan, taken(plan) + 1);

const taken = (plan: StreamPlan): number => takenOf.get(plan) ?? 0;

/** What can be done with rows that are refused with a web page. */
export interface BisectionSteps {
  /** One attempt; throws what it failed with. */
  attempt(batch: PackedBatch): Promise<void>;
  /** All attempts that a batch has; throws what ends the sync. */
  deliver(batch: PackedBatch): Promise<void>;
  reject(row: PackedBatch, error: ConnectorError): Promise<void>;
}

/**
 * Finds the rows for whose content a firewall refuses a batch. A page may also be an outage, which is about no row. So a row is rejected
 * only when the provider has taken others of its stream since, and the row alone is refused once more.
 */
export class WebPageBisection {
  private readonly plan: StreamPlan;
  private readonly sieve: BisectionSteps;
  private pages = 0;
  private takenBefore = 0;

  constructor(plan: StreamPlan, sieve: BisectionSteps) {
    this.plan = plan;
    this.sieve = sieve;
  }

  /** Whether rows were answered or rejected, so that nothing of the batch is left. Otherwise it is to be sent again. */
  async isSettled(batch: PackedBatch, error: ConnectorError): Promise<boolean> {
    if (this.pages++ === 0) this.takenBefore = taken(this.plan);
    return this.pages >= ATTEMPTS && this.sift(batch, error);
  }

  private async sift(batch: PackedBatch, error: ConnectorError): Promise<boolean> {
    if (batch.size === 1) return this.isAlone && this.again(batch, error);
    const middle = batch.size >> 1;
    const indexes = Array.from({ length: batch.size }, (_, index) => index);
    const refused: PackedBatch[] = [];
    for (const part of [indexes.slice(0, middle), indexes.slice(middle)].map((each) => batch.part(each)))
      if (!(await this.isTaken(part))) refused.push(part);
    for (const part of refused) {
      if (await this.sift(part, error)) continue;
      // Nothing was taken, so nothing of the batch is answered yet: all of it is sent again.
      if (!this.isAlone) return false;
      await this.sieve.deliver(part);
    }
    return true;
  }

  /** The provider takes other rows of the stream, so it is this one. */
  private get isAlone(): boolean {
    return taken(this.plan) > this.takenBefore;
  }

  private async again(row: PackedBatch, error: ConnectorError): Promise<boolean> {
    if (!(await this.isTaken(row))) await this.sieve.reject(row, error);
    return true;
  }

  /** False where it is refused with a page. Whatever else fails is repeated as usual. */
  private async isTaken(part: PackedBatch): Promise<boolean> {
    try {
      await this.sieve.attempt(part);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (isWebPageError(error)) return false;
      if (!error.retryable) throw error;
      await this.sieve.deliver(part);
    }
    return true;
  }
}
