import { asConnectorError, type ConnectorError } from '../../errors.ts';
import { isGatewayError } from '../../http/errors/web-page.ts';
import type { PackedBatch } from '../batching/packed-batch.ts';
import type { Trail, WebPageEvidence } from './web-page-evidence.ts';

/**
 * Pages of a batch until it is bisected; before that it is sent again as a whole. In an outage a bisection finds nothing, so the
 * next one follows after twice as many.
 */
const FIRST_BISECTION = 3;
/** From this bisection on, parts are bisected further although neither was accepted: several rows may cause pages. */
const DEEP_BISECTION = 2 * FIRST_BISECTION;

/** Steps of a delivery that the bisection uses. */
export interface BisectionSteps {
  /** Makes one attempt; throws its error. */
  attempt(batch: PackedBatch): Promise<void>;
  /** Delivers with all repetitions; throws what ends the sync. `trail`: the pages of these rows. */
  deliver(batch: PackedBatch, trail: Trail | undefined): Promise<void>;
  /** Rejects a batch of one row. */
  reject(row: PackedBatch, error: ConnectorError): Promise<void>;
  /** Milliseconds on the monotonic clock. */
  now(): number;
}

/**
 * Finds the rows whose content makes a firewall reject a batch with a web page. A web page may also mean an outage, which no row
 * causes, so a row is rejected only if `WebPageEvidence` proves it to be the cause; otherwise its batch is sent again until the
 * retry time is used up.
 */
export class WebPageBisection {
  private readonly evidence: WebPageEvidence;
  private readonly steps: BisectionSteps;
  private trail: Trail | undefined;
  private pages = 0;
  private nextBisection = FIRST_BISECTION;
  /** Whether some rows of the batch have an outcome: they were delivered, or the provider itself rejected them. */
  private hasOutcomes = false;

  /** `trail`: pages that the rows got before this delivery. */
  constructor(evidence: WebPageEvidence, steps: BisectionSteps, trail?: Trail) {
    this.evidence = evidence;
    this.steps = steps;
    this.trail = trail;
  }

  /** Called for each web page. Returns whether every row of the batch has an outcome; if not, the batch has to be sent again. */
  async settle(batch: PackedBatch, error: ConnectorError): Promise<boolean> {
    this.trail = this.advanced(this.trail);
    this.pages++;
    if (batch.size === 1) return this.rejectIfProven(batch, error, this.trail);
    if (this.pages < this.nextBisection) return false;
    this.nextBisection *= 2;
    return this.bisect(batch, error, this.trail);
  }

  /**
   * Called when the batch was accepted as it is. After web pages that is a recovery; after other errors it says nothing of pages.
   */
  noteAccepted(): void {
    if (this.trail !== undefined) this.evidence.recovered();
  }

  /** Called when the delivery has ended. */
  end(): void {
    this.evidence.close(this);
  }

  private async bisect(batch: PackedBatch, error: ConnectorError, trail: Trail): Promise<boolean> {
    const middle = batch.size >> 1;
    const indexes = Array.from({ length: batch.size }, (_, index) => index);
    const rejected: (readonly [PackedBatch, Trail])[] = [];
    for (const part of [indexes.slice(0, middle), indexes.slice(middle)].map((each) => batch.part(each)))
      if (!(await this.isAccepted(part))) rejected.push([part, this.advanced(trail)]);
    if (rejected.length === 2 && this.pages < DEEP_BISECTION) return false;
    for (const [part, own] of rejected) {
      if (await this.settlePart(part, error, own)) continue;
      // All of the batch is sent again, unless some of its rows have an outcome: those must not be sent or counted twice.
      if (!this.hasOutcomes) return false;
      await this.steps.deliver(part, own);
    }
    return true;
  }

  private async settlePart(part: PackedBatch, error: ConnectorError, trail: Trail): Promise<boolean> {
    if (part.size > 1) return this.bisect(part, error, trail);
    // The row by itself once more: other rows may have been accepted since its page.
    if (await this.isAccepted(part)) {
      this.evidence.recovered();
      return true;
    }
    return this.rejectIfProven(part, error, this.advanced(trail));
  }

  private async rejectIfProven(row: PackedBatch, error: ConnectorError, trail: Trail): Promise<boolean> {
    if (!this.evidence.proves(trail, this.steps.now())) return false;
    await this.steps.reject(row, error);
    return true;
  }

  private advanced(trail: Trail | undefined): Trail {
    return this.evidence.page(trail, this, this.steps.now());
  }

  /** Sends a part; returns false if it is rejected with a web page. Other errors are handled as in any delivery. */
  private async isAccepted(part: PackedBatch): Promise<boolean> {
    try {
      await this.steps.attempt(part);
    } catch (thrown) {
      const error = asConnectorError(thrown);
      if (!error.retryable) throw error;
      if (isGatewayError(error)) return false;
      await this.steps.deliver(part, undefined);
    }
    this.hasOutcomes = true;
    return true;
  }
}
