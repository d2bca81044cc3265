import type { RowOutcome } from '../../define/batch.ts';
import type { Log } from '../../define/log.ts';
import { bug } from '../../errors.ts';
import { nameOf } from '../../protocol/catalog.ts';
import type { RejectStore } from '../../rejects/rejection.ts';
import type { PackedBatch } from '../batching/packed-batch.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import type { PlannedStream, StreamPlan } from '../plan.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Ledger } from './ledger.ts';
import { contentsOf, loggableForBatch, loggableMessage } from './provider-message.ts';
import { type RejectedRow, RejectWriter } from './reject-writer.ts';
import { RejectedShare } from './rejected-share.ts';
import { type ReasonNovelty, reasonText } from './stream-report.ts';

/**
 * Records the outcomes of rows: counts them in the reports and the ledger, and writes rejected records to the reject store
 * before they count. Throws if more records are rejected than the user allows, or if one can't be kept. No state covers such
 * records.
 */
export class OutcomeRecorder {
  private readonly ledger: Ledger;
  private readonly budget: MemoryBudget;
  private readonly rejectWriter: RejectWriter;
  private readonly keepsRecords: boolean;
  private readonly rejectedShare: RejectedShare;
  private readonly log: Log;
  private readonly redact: (text: string) => string;

  /** `onKept` is called when no rejected record waits for the store. */
  constructor(options: {
    readonly ledger: Ledger;
    readonly budget: MemoryBudget;
    readonly store: RejectStore;
    readonly maxRejectedPercent: number;
    readonly log: Log;
    readonly plans: readonly PlannedStream[];
    readonly onKept?: () => void;
    /** Masks secrets in a text. Applied before a provider message is shortened for the log. */
    readonly redact: (text: string) => string;
  }) {
    const { ledger, store, budget, plans, onKept = () => undefined } = options;
    this.ledger = ledger;
    this.budget = budget;
    this.keepsRecords = store.keeps;
    this.rejectWriter = new RejectWriter({
      ...{ store, budget, onIdle: onKept },
      onKept: (rows) => this.recordRejected(rows),
    });
    this.rejectedShare = new RejectedShare({ ledger, plans, maxPercent: options.maxRejectedPercent });
    this.log = options.log;
    this.redact = options.redact;
  }

  /** Whether no rejected record waits for the store. */
  get isIdle(): boolean {
    return this.rejectWriter.isIdle;
  }

  /** Resolves when no rejected record waits for the store. */
  idle(): Promise<void> {
    return this.rejectWriter.idle();
  }

  /**
   * Records the outcomes of a batch. Returns the indexes of the rows to send again. Resolves when rejected records are kept;
   * rejects if one can't be kept or too many are rejected.
   */
  async settle(
    plan: StreamPlan,
    batch: PackedBatch,
    outcomeOf: (index: number) => RowOutcome,
  ): Promise<readonly number[]> {
    const retryIndexes: number[] = [];
    const kept: Promise<void>[] = [];
    const { entries } = batch;
    let bytes = 0;
    let last: Checkpoint | undefined;
    for (let index = 0; index < batch.size; index++) {
      const outcome = outcomeOf(index);
      if (outcome.status === 'retry') {
        retryIndexes.push(index);
        continue;
      }
      bytes += batch.heldBytesOf(index);
      const supersedes = entries.supersedes(index);
      if (supersedes) for (const earlier of supersedes) bytes += earlier.heldBytes;
      if (outcome.status === 'rejected') {
        for (const stored of this.rejectRow(plan, batch, index, outcome)) kept.push(stored);
        continue;
      }
      if (supersedes)
        for (const { checkpoint } of supersedes)
          last = countRow(plan, checkpoint, outcome.status === 'staged' ? 'staged' : 'skipped') ?? last;
      last = countRow(plan, entries.checkpoint(index), outcome.status) ?? last;
    }
    if (last !== undefined) this.ledger.noteSettled(last);
    this.budget.release(bytes);
    if (kept.length > 0) await Promise.all(new Set(kept));
    else this.rejectedShare.countWithheld();
    return retryIndexes;
  }

  /** Returns a provider message about a batch if it may be shown: without secrets, and if it repeats nothing of the rows. */
  loggable(plan: StreamPlan, batch: PackedBatch, providerMessage: string): string | undefined {
    return loggableForBatch(this.redact(providerMessage), batch, plan.declared());
  }

  /** Rejects a record that is not in a batch. Resolves when it is kept and counted. */
  reject(row: RejectedRow): Promise<void> {
    return this.rejectWriter.add(row);
  }

  /** Counts the staged rows of a stream as delivered, after its commit. */
  confirmStaged(plan: StreamPlan): void {
    const chain = this.ledger.chainOf(plan.stream.descriptor);
    // A copy, because counting rows changes the chain.
    for (const checkpoint of [...this.ledger.checkpoints([chain])]) {
      const rows = checkpoint.staged;
      checkpoint.staged = 0;
      plan.report.staged -= rows;
      plan.report.delivered += rows;
      checkpoint.delivered += rows;
      checkpoint.pending -= rows;
      this.ledger.noteSettled(checkpoint);
    }
  }

  /** Throws if the share of rejected records is above the limit. */
  checkRejectedShare(): void {
    this.rejectedShare.check();
  }

  /** Rejects a row of a batch, and the rows that it supersedes. Each promise resolves when a record is kept and counted. */
  private *rejectRow(
    plan: StreamPlan,
    batch: PackedBatch,
    index: number,
    { reason, providerMessage }: Extract<RowOutcome, { readonly status: 'rejected' }>,
  ): Iterable<Promise<void>> {
    const { entries } = batch;
    const keptText = (source: string | undefined): string =>
      this.keepsRecords ? (source ?? batch.row(index).text) : '';
    const loggable = plan.report.wantsSample(reason)
      ? loggableMessage(
          providerMessage && this.redact(providerMessage),
          contentsOf(batch, index),
          plan.declared(),
        )
      : undefined;
    for (const { checkpoint, source, isEqual } of entries.supersedes(index) ?? []) {
      const why = isEqual ? reason : `a later version of it was rejected: ${reason}`;
      const record = keptText(source);
      yield this.rejectWriter.add({ plan, checkpoint, record, reason: why, providerMessage });
    }
    const record = keptText(entries.source(index));
    const checkpoint = entries.checkpoint(index);
    yield this.rejectWriter.add({ plan, checkpoint, record, reason, providerMessage, loggable });
  }

  /** Counts rejected records that are kept. Throws if there are too many. */
  private recordRejected(rows: readonly RejectedRow[]): void {
    for (const { plan, checkpoint, reason, loggable } of rows) {
      plan.report.rejected++;
      this.rejectedShare.add(checkpoint);
      this.logReason(plan, reason, plan.report.countReason(reason, loggable));
    }
    this.rejectedShare.update();
  }

  /** Logs the first record of a reason, and the first provider message for it if that comes later. */
  private logReason(plan: StreamPlan, reason: string, novelty: ReasonNovelty): void {
    if (novelty === 'known') return;
    const { sample } = plan.report.reasons.get(reason)!;
    const where = nameOf(plan.stream.descriptor);
    const what = reasonText(reason, sample);
    this.log.warn(
      novelty === 'new'
        ? `Stream ${where}: a record was rejected: ${what}. Further records with this reason are only counted.`
        : `Stream ${where}: an example of the rejected records: ${what}.`,
    );
  }
}

/** Counts a row. Returns its checkpoint, unless the row is staged: then it is counted by the commit. */
function countRow(
  plan: StreamPlan,
  checkpoint: Checkpoint,
  status: 'delivered' | 'skipped' | 'staged',
): Checkpoint | undefined {
  if (status === 'staged') {
    if (!plan.operation.commit) throw stagedForever(plan);
    checkpoint.staged++;
    plan.report.staged++;
    return undefined;
  }
  plan.report[status]++;
  checkpoint.delivered++;
  checkpoint.pending--;
  return checkpoint;
}

const stagedForever = ({ operation }: StreamPlan): Error =>
  bug(
    `The connector staged rows of "${operation.object}", whose operation has no "commit", so they would never count as delivered. Please report this.`,
    { code: 'ERR_DEFINITION_INVALID' },
  );
