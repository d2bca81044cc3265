import type { Log } from '../define/log.ts';
import { asConnectorError, configError } from '../errors.ts';
import { nameOf } from '../protocol/catalog.ts';
import type { Rejection, RejectStore } from '../rejects/store.ts';
import type { Batch, Outcome } from './batch.ts';
import { type Budget, heldFor } from './budget.ts';
import type { Checkpoint, Ledger } from './ledger.ts';
import type { StreamPlan } from './plan.ts';
import { topReasons } from './report.ts';
import { wordsWithoutData } from './words.ts';

/** A record that is refused for good, and the checkpoint it was read in. */
export interface Refused {
  readonly checkpoint: Checkpoint;
  readonly record: string;
  readonly reason: string;
  readonly words: string | undefined;
}

/** The share of rejected records is judged from this many records on, and at the end. */
const JUDGED_FROM = 100;

/**
 * Turns outcomes into answered rows: counts them, keeps rejected records before they count as answered, and tells the
 * ledger. Throws when more records are rejected than the user allows, or when one can't be kept; no state covers those.
 */
export class Answers {
  private rejectedRows = 0;
  /** Rejected rows by their checkpoints that no state covers yet, since they are too many of those received so far. */
  private readonly held = new Map<Checkpoint, number>();
  private readonly ledger: Ledger;
  private readonly budget: Budget;
  private readonly store: RejectStore;
  private readonly maxRejectedPercent: number;
  private readonly log: Log;
  private readonly plans: readonly StreamPlan[];

  constructor(options: {
    readonly ledger: Ledger;
    readonly budget: Budget;
    readonly store: RejectStore;
    readonly maxRejectedPercent: number;
    readonly log: Log;
    readonly plans: readonly StreamPlan[];
  }) {
    this.ledger = options.ledger;
    this.budget = options.budget;
    this.store = options.store;
    this.maxRejectedPercent = options.maxRejectedPercent;
    this.log = options.log;
    this.plans = options.plans;
  }

  /** Answers the rows of a batch; returns the indexes of those that are to be sent again. */
  async settle(
    plan: StreamPlan,
    batch: Batch,
    outcomeOf: (index: number) => Outcome,
  ): Promise<readonly number[]> {
    const again: number[] = [];
    const refused: Refused[] = [];
    const { report } = plan;
    const { entries } = batch;
    let bytes = 0;
    let last: Checkpoint | undefined;
    const taken = (checkpoint: Checkpoint, status: 'delivered' | 'skipped' | 'staged'): void => {
      if (status === 'staged') return plan.staged.add(checkpoint);
      report[status]++;
      checkpoint.delivered++;
      checkpoint.pending--;
      if (last !== undefined && last !== checkpoint) this.ledger.settled(last);
      last = checkpoint;
    };
    for (let index = 0; index < batch.size; index++) {
      const outcome = outcomeOf(index);
      if (outcome.status === 'retry') {
        again.push(index);
        continue;
      }
      bytes += heldFor(batch.bytesOf(index));
      const supersedes = entries.supersedes(index);
      if (supersedes) for (const earlier of supersedes) bytes += heldFor(earlier.bytes);
      if (outcome.status === 'rejected') {
        const { reason, words } = outcome;
        for (const { checkpoint, source } of supersedes ?? [])
          refused.push({
            checkpoint,
            record: source!,
            reason: `a later version of it was rejected: ${reason}`,
            words,
          });
        const record = entries.source(index) ?? batch.row(index).text;
        refused.push({ checkpoint: entries.checkpoint(index), record, reason, words });
        continue;
      }
      if (supersedes)
        for (const { checkpoint } of supersedes)
          taken(checkpoint, outcome.status === 'staged' ? 'staged' : 'skipped');
      taken(entries.checkpoint(index), outcome.status);
    }
    if (last !== undefined) this.ledger.settled(last);
    this.budget.give(bytes);
    if (refused.length > 0) await this.reject(plan, refused);
    else this.release();
    return again;
  }

  /** What was staged is in force now. */
  confirm(plan: StreamPlan): void {
    for (const [checkpoint, rows] of plan.staged.take()) {
      plan.report.delivered += rows;
      checkpoint.delivered += rows;
      checkpoint.pending -= rows;
      this.ledger.settled(checkpoint);
    }
  }

  /** Keeps rejected records, then counts them as answered. */
  async reject(plan: StreamPlan, refused: readonly Refused[]): Promise<void> {
    const stream = plan.stream.descriptor;
    const rejections = refused.map(
      ({ record, reason, words }): Rejection => ({ stream, record, reason, words }),
    );
    try {
      await this.store.keep(rejections);
    } catch (thrown) {
      // The delivery must not be repeated for it: other rows of the batch were answered.
      throw asConnectorError(thrown).with({ exhausted: true });
    }
    for (const { checkpoint, record, reason, words } of refused) {
      plan.report.rejected++;
      this.rejectedRows++;
      this.held.set(checkpoint, (this.held.get(checkpoint) ?? 0) + 1);
      if (plan.report.countReason(reason)) this.tell(plan, reason, wordsWithoutData(words, record));
    }
    if (this.received() >= JUDGED_FROM) this.judge();
    else this.release();
  }

  /**
   * Throws when too many of the records that were received were rejected. Those that wait for their answer count: a refusal is
   * known at once, and a delivery perhaps only at the end of a stream. No state covers what was rejected too much, so that it
   * comes again once the mapping is mended.
   */
  judge(): void {
    if (this.release()) return;
    const reasons = new Map<string, number>();
    for (const { report } of this.plans)
      for (const [reason, count] of report.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    throw configError(
      `${this.rejectedRows} of ${this.received()} records were rejected, more than the ${this.maxRejectedPercent} % ` +
        `that the configuration allows: ${topReasons(reasons)}. Mend the data or the field mappings, or allow more.`,
      { code: 'ERR_TOO_MANY_REJECTED' },
    );
  }

  /** Answers the rejected rows, if they are not too many; whether they are not. */
  private release(): boolean {
    if (this.rejectedRows > 0 && (this.rejectedRows / this.received()) * 100 > this.maxRejectedPercent)
      return false;
    const held = [...this.held];
    this.held.clear();
    for (const [checkpoint, rows] of held) {
      checkpoint.rejected += rows;
      checkpoint.pending -= rows;
      this.ledger.settled(checkpoint);
    }
    return true;
  }

  private received(): number {
    return this.plans.reduce((sum, { report }) => sum + report.received, 0);
  }

  private tell(plan: StreamPlan, reason: string, words: string | undefined): void {
    const where = nameOf(plan.stream.descriptor);
    this.log.warn(
      `Stream ${where}: a record was rejected: ${reason}${words ? ` (${words})` : ''}. More of the same are only counted.`,
    );
  }
}
