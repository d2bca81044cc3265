import type { RowOutcome } from '../../define/batch.ts';
import type { Log } from '../../define/log.ts';
import { configError } from '../../errors.ts';
import { nameOf } from '../../protocol/catalog.ts';
import type { RejectStore } from '../../rejects/rejection.ts';
import type { PackedBatch } from '../batching/batch.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import type { StreamPlan } from '../plan.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Ledger } from './ledger.ts';
import { contentsOf, loggableMessage } from './provider-message.ts';
import { type RejectedRow, RejectWriter } from './reject-writer.ts';
import { type ReasonNovelty, topReasons } from './stream-report.ts';

/** The share of rejected records is judged from this many records on, and at the end. */
const JUDGED_FROM = 100;

/**
 * Turns outcomes into answered rows: counts them, keeps rejected records before they count as answered, and tells the
 * ledger. Throws when more records are rejected than the user allows, or when one can't be kept; no state covers those.
 */
export class OutcomeRecorder {
  private rejectedRows = 0;
  /** Rejected rows that no state covers yet, since they are too many of those received so far. */
  private unjudged = 0;
  private readonly ledger: Ledger;
  private readonly budget: MemoryBudget;
  private readonly keeping: RejectWriter;
  private readonly keepsRecords: boolean;
  private readonly maxRejectedPercent: number;
  private readonly log: Log;
  private readonly redact: (text: string) => string;
  private readonly plans: readonly StreamPlan[];

  /** `kept` is called when no rejected record waits for the store any more. */
  constructor(options: {
    readonly ledger: Ledger;
    readonly budget: MemoryBudget;
    readonly store: RejectStore;
    readonly maxRejectedPercent: number;
    readonly log: Log;
    readonly plans: readonly StreamPlan[];
    readonly kept?: () => void;
    /** Removes secrets from a text: a message of the provider is cut before it is logged. */
    readonly redact: (text: string) => string;
  }) {
    const { store, budget, kept = () => undefined } = options;
    this.ledger = options.ledger;
    this.budget = budget;
    this.keepsRecords = store.keeps;
    this.keeping = new RejectWriter({
      ...{ store, budget, ended: kept },
      answer: (refused) => this.answer(refused),
    });
    this.maxRejectedPercent = options.maxRejectedPercent;
    this.log = options.log;
    this.redact = options.redact;
    this.plans = options.plans;
  }

  /** Whether no rejected record waits for the store. */
  get isIdle(): boolean {
    return this.keeping.isIdle;
  }

  /** Resolves when no rejected record waits for the store any more. */
  idle(): Promise<void> {
    return this.keeping.idle();
  }

  /** Answers the rows of a batch; returns the indexes of those that are to be sent again. */
  async settle(
    plan: StreamPlan,
    batch: PackedBatch,
    outcomeOf: (index: number) => RowOutcome,
  ): Promise<readonly number[]> {
    const again: number[] = [];
    const kept = new Set<Promise<void>>();
    const { report } = plan;
    const { entries } = batch;
    let bytes = 0;
    let last: Checkpoint | undefined;
    const taken = (checkpoint: Checkpoint, status: 'delivered' | 'skipped' | 'staged'): void => {
      if (status === 'staged') {
        checkpoint.staged++;
        return;
      }
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
      bytes += batch.heldOf(index);
      const supersedes = entries.supersedes(index);
      if (supersedes) for (const earlier of supersedes) bytes += earlier.held;
      if (outcome.status === 'rejected') {
        const { reason, providerMessage } = outcome;
        const shown = report.wantsSample(reason)
          ? loggableMessage(
              providerMessage && this.redact(providerMessage),
              contentsOf(batch, index),
              plan.names(),
            )
          : undefined;
        for (const { checkpoint, source, isEqual } of supersedes ?? []) {
          const why = isEqual ? reason : `a later version of it was rejected: ${reason}`;
          const record = this.keepsRecords ? (source ?? batch.row(index).text) : '';
          kept.add(this.keeping.add({ plan, checkpoint, record, reason: why, providerMessage }));
        }
        const record = this.keepsRecords ? (entries.source(index) ?? batch.row(index).text) : '';
        const { keeping } = this;
        kept.add(
          keeping.add({
            plan,
            checkpoint: entries.checkpoint(index),
            record,
            reason,
            providerMessage,
            shown,
          }),
        );
        continue;
      }
      if (supersedes)
        for (const { checkpoint } of supersedes)
          taken(checkpoint, outcome.status === 'staged' ? 'staged' : 'skipped');
      taken(entries.checkpoint(index), outcome.status);
    }
    if (last !== undefined) this.ledger.settled(last);
    this.budget.give(bytes);
    if (kept.size > 0) await Promise.all(kept);
    else this.release();
    return again;
  }

  /** Keeps a record that was refused before it came into a batch, then counts it as answered. */
  refuse(refused: RejectedRow): Promise<void> {
    return this.keeping.add(refused);
  }

  /** What was staged is in force now. */
  confirm(plan: StreamPlan): void {
    const staged = this.waiting((each) => each.staged > 0, plan);
    for (const checkpoint of staged) {
      const rows = checkpoint.staged;
      checkpoint.staged = 0;
      plan.report.delivered += rows;
      checkpoint.delivered += rows;
      checkpoint.pending -= rows;
      this.ledger.settled(checkpoint);
    }
  }

  /** Counts rejected records that are kept. */
  private answer(refused: readonly RejectedRow[]): void {
    for (const { plan, checkpoint, reason, shown } of refused) {
      plan.report.rejected++;
      this.rejectedRows++;
      this.unjudged++;
      checkpoint.unjudged++;
      this.tell(plan, reason, plan.report.countReason(reason, shown));
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
    throw configError(
      `${this.rejectedRows} of ${this.received()} records were rejected, more than the ${this.maxRejectedPercent} % ` +
        `that the configuration allows: ${topReasons(this.plans.map(({ report }) => report.reasons))}. Mend the data or the field mappings, or allow more.`,
      { code: 'ERR_TOO_MANY_REJECTED' },
    );
  }

  /** Answers the rejected rows, if they are not too many; whether they are not. */
  private release(): boolean {
    if (this.rejectedRows > 0 && (this.rejectedRows / this.received()) * 100 > this.maxRejectedPercent)
      return false;
    if (this.unjudged === 0) return true;
    this.unjudged = 0;
    for (const checkpoint of this.waiting((each) => each.unjudged > 0)) {
      const rows = checkpoint.unjudged;
      checkpoint.unjudged = 0;
      checkpoint.rejected += rows;
      checkpoint.pending -= rows;
      this.ledger.settled(checkpoint);
    }
    return true;
  }

  /** The checkpoints that no state covers yet, of one stream or of all, as they are now: answering them changes their chains. */
  private waiting(which: (checkpoint: Checkpoint) => boolean, plan?: StreamPlan): readonly Checkpoint[] {
    const chains = plan && [this.ledger.chain(plan.stream.descriptor)];
    return [...this.ledger.checkpoints(chains)].filter(which);
  }

  private received(): number {
    return this.plans.reduce((sum, { report }) => sum + report.received, 0);
  }

  /** Logs the first record of a reason, and the first sample that came later. */
  private tell(plan: StreamPlan, reason: string, news: ReasonNovelty): void {
    if (news === 'known') return;
    const { sample } = plan.report.reasons.get(reason)!;
    const where = nameOf(plan.stream.descriptor);
    const what = `${reason}${sample ? ` (the provider: ${sample})` : ''}`;
    this.log.warn(
      news === 'new'
        ? `Stream ${where}: a record was rejected: ${what}. Further ones are only counted.`
        : `Stream ${where}: an example of the rejected records: ${what}.`,
    );
  }
}
