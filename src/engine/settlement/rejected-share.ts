import { configError } from '../../errors.ts';
import type { PlannedStream } from '../plan.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Ledger } from './ledger.ts';
import { topReasons } from './stream-report.ts';

/** The share of rejected records is checked from this many received records on, and at the end. */
const MIN_RECEIVED = 100;

export interface RejectedShareOptions {
  readonly ledger: Ledger;
  readonly plans: readonly PlannedStream[];
  /** Limit of the share, in percent. */
  readonly maxPercent: number;
}

/**
 * Counts rejected records in the ledger while their share of the records with an outcome is within the limit: no state covers
 * records of a sync that rejects too many, so the source sends them again once the cause is fixed. The sync fails when their
 * share of all received records is above the limit: a rejection is known at once, a delivery perhaps only at the end of a stream.
 */
export class RejectedShare {
  private rejected = 0;
  /** Whether rejected rows are not yet counted. */
  private hasWithheld = false;
  private readonly ledger: Ledger;
  private readonly plans: readonly PlannedStream[];
  private readonly maxPercent: number;

  constructor({ ledger, plans, maxPercent }: RejectedShareOptions) {
    this.ledger = ledger;
    this.plans = plans;
    this.maxPercent = maxPercent;
  }

  /** Adds a rejected row. It is withheld until it is counted. */
  add(checkpoint: Checkpoint): void {
    this.rejected++;
    this.hasWithheld = true;
    checkpoint.withheld++;
  }

  /** Counts the withheld rows. Throws like `check` if enough records were received. */
  update(): void {
    if (this.received() >= MIN_RECEIVED) this.check();
    else this.countWithheld();
  }

  /** Counts the withheld rows. Throws if the share of received records is above the limit. */
  check(): void {
    const received = this.received();
    if (!this.isAboveLimit(received)) return this.countWithheld();
    throw configError(
      `${this.rejected} of ${received} records were rejected, more than the ${this.maxPercent} % ` +
        `allowed: ${topReasons(this.plans.map(({ report }) => report.reasons))}. Fix the source data or Field Mappings (field_mappings), or raise Maximum Rejected Records (%) (max_rejected_percent).`,
      { code: 'ERR_TOO_MANY_REJECTED' },
    );
  }

  /** Counts the withheld rows, unless the share of records with an outcome is above the limit. */
  countWithheld(): void {
    if (!this.hasWithheld || this.isAboveLimit(this.withOutcome())) return;
    this.hasWithheld = false;
    // A copy, because counting rows changes the chains.
    for (const checkpoint of [...this.ledger.checkpoints()]) {
      const rows = checkpoint.withheld;
      checkpoint.withheld = 0;
      checkpoint.rejected += rows;
      checkpoint.pending -= rows;
      this.ledger.noteSettled(checkpoint);
    }
  }

  private isAboveLimit(records: number): boolean {
    return this.rejected * 100 > this.maxPercent * records;
  }

  private withOutcome(): number {
    return this.plans.reduce((sum, { report }) => sum + report.settled + report.staged, 0);
  }

  private received(): number {
    return this.plans.reduce((sum, { report }) => sum + report.received, 0);
  }
}
