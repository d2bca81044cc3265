import type { Readable } from 'node:stream';
import type { Context } from '../define/context.ts';
import { type AnyDestination, DEFAULT_CONCURRENCY } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { RecordCounts, SyncObserver } from '../observer/sync-observer.ts';
import { REJECT_STORE } from '../observer/wait-reasons.ts';
import type { Output } from '../protocol/stdout.ts';
import type { Random } from '../random.ts';
import type { RejectStore } from '../rejects/rejection.ts';
import type { Slot } from './batching/batch-slots.ts';
import { Batcher } from './batching/batcher.ts';
import type { DeliveryOrder } from './batching/dedup-separation.ts';
import { OpenBatches } from './batching/open-batches.ts';
import type { PackedBatch } from './batching/packed-batch.ts';
import { commitStreams } from './delivery/commit-streams.ts';
import { type DeliveryOptions, deliver } from './delivery/deliver.ts';
import { disconnect } from './delivery/disconnect.ts';
import { Lanes } from './delivery/lanes.ts';
import { createBackPressure } from './intake/back-pressure.ts';
import { IdleWaits } from './intake/idle-waits.ts';
import { readInput } from './intake/input-reader.ts';
import { Intake, type StreamInput } from './intake/intake.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { StreamPlan } from './plan.ts';
import { Ledger } from './settlement/ledger.ts';
import { OutcomeRecorder } from './settlement/outcome-recorder.ts';
import { failOnUnfinishedStreams } from './settlement/unfinished-streams.ts';
import { Stopping } from './stopping.ts';
import { warnOfUnusedMappings } from './warnings/unused-mappings.ts';

export interface SyncOptions {
  readonly definition: AnyDestination;
  readonly config: SharedConfig;
  readonly plans: readonly StreamPlan[];
  readonly input: Readable;
  readonly output: Output;
  readonly context: Context;
  readonly rejects: RejectStore;
  /** Masks secrets in a text. */
  readonly redact: (text: string) => string;
  readonly random: Random;
  /** Aborted by a process signal or a closed stdout: reading stops, and running deliveries have 5 seconds to finish. */
  readonly terminate: AbortSignal;
  /** Aborts running requests at once. */
  readonly abort: (reason: unknown) => void;
  /** Receives what happens in the sync. */
  readonly observer?: SyncObserver | undefined;
  /** Called when nothing is under way any more, before the summaries of the streams are logged. */
  readonly onEnd?: () => void;
  /** 16 MiB of rows and 64 MiB of states when absent. */
  readonly memory?: MemoryLimits;
}

/** Limits in bytes. */
export interface MemoryLimits {
  /** Bytes of the memory budget, without two batches of the largest size. Reading pauses when it is full. */
  readonly budgetBytes: number;
  /** Bytes of states that only later input can release. Beyond it, older states are merged into the next ones. */
  readonly stateBytes: number;
}

const DEFAULT_MAX_REJECTED_PERCENT = 50;

const DEFAULT_MEMORY: MemoryLimits = { budgetBytes: 16 * 1024 * 1024, stateBytes: 64 * 1024 * 1024 };

/**
 * Reads messages until the input ends, delivers their records, and emits each state when every record before it has an
 * outcome. Resolves when everything is delivered. Rejects with the first error, or with the reason of `terminate`, after
 * running deliveries have finished and their states were emitted.
 */
export async function sync(options: SyncOptions): Promise<void> {
  options.observer?.started(() => countsOf(options.plans));
  await new Sync(options).run();
}

class Sync {
  private readonly options: SyncOptions;
  private readonly lanes: Lanes;
  private readonly stopping: Stopping;
  private readonly ledger: Ledger;
  private readonly recorder: OutcomeRecorder;
  private readonly delivery: DeliveryOptions;
  private readonly idle: IdleWaits;
  private readonly openBatches = new OpenBatches();
  private readonly streams: readonly StreamInput[];
  private readonly intake: Intake;
  private readonly pauseOrResume: () => void;

  constructor(options: SyncOptions) {
    this.options = options;
    const { definition, config, plans, context, input, output, observer, random, rejects } = options;
    const { memory = DEFAULT_MEMORY } = options;
    const applyBackPressure = (): void => this.applyBackPressure();
    const lanes = new Lanes(definition.maxConcurrency ?? DEFAULT_CONCURRENCY, applyBackPressure);
    const budget = new MemoryBudget(memory.budgetBytes + 2 * largestBatch(plans), applyBackPressure);
    this.lanes = lanes;
    this.stopping = this.createStopping();
    this.ledger = new Ledger((line, records) => {
      output.line(line);
      observer?.stateEmitted(records);
    }, budget);
    this.recorder = this.createRecorder(budget);
    const { ledger, recorder, stopping } = this;
    const api = definition.connect(config, context);
    this.delivery = { api, context, recorder, random, stopping: stopping.signal, observer };
    this.idle = new IdleWaits({ input, output, lanes, observer });
    this.streams = plans.map((plan) => this.streamInput(plan));

    const onError = (error: unknown): void => stopping.stop(error);
    const shared = { ledger, budget, recorder, onError };
    const { streams } = this;
    this.intake = new Intake({ ...shared, streams, lanes: lanes.count, keepsRejects: rejects.keeps });
    this.pauseOrResume = createBackPressure({
      ...{ ...shared, input, output, lanes, log: context.log, stopping: stopping.signal },
      maxStateBytes: memory.stateBytes,
      flush: () => this.flush(),
    });
  }

  async run(): Promise<void> {
    const { input, terminate } = this.options;
    try {
      if (terminate.aborted) this.stopping.terminate();
      await this.deliverInput();
      await this.complete();
    } catch (error) {
      this.stopping.stop(error);
      await this.lanes.idle();
      throw error;
    } finally {
      this.idle.end();
      // After a failure the command drains the input (`drainInput`), so only a termination closes it.
      if (terminate.aborted) input.destroy();
      await this.end();
    }
  }

  private createStopping(): Stopping {
    const { context, output, terminate, abort } = this.options;
    return new Stopping({ clock: context.clock, output, terminate, abort, onStop: () => this.lanes.clear() });
  }

  private createRecorder(budget: MemoryBudget): OutcomeRecorder {
    const { config, plans, rejects, context, redact } = this.options;
    return new OutcomeRecorder({
      ledger: this.ledger,
      budget,
      plans,
      store: rejects,
      log: context.log,
      maxRejectedPercent: config.max_rejected_percent ?? DEFAULT_MAX_REJECTED_PERCENT,
      onKept: () => this.applyBackPressure(),
      redact,
    });
  }

  /** Creates the batcher of a stream, whose batches are delivered in the lanes. */
  private streamInput(plan: StreamPlan): StreamInput {
    const { ledger, lanes, idle, delivery, stopping, openBatches } = this;
    const stop = (error: unknown): void => stopping.stop(error);
    const onSealed = (batch: PackedBatch, { lane }: Slot, order?: DeliveryOrder): void => {
      if (stopping.signal.aborted) return;
      const job = async (): Promise<void> => {
        idle.update();
        try {
          await deliver(plan, batch, delivery);
        } catch (error) {
          stop(error);
        }
        order?.onSettled();
      };
      lanes.submit(job, lane, order?.after);
    };
    const { clock } = this.options.context;
    const batcher = new Batcher(plan.operation, plan.run, clock, onSealed, openBatches);
    return { plan, batcher, chain: ledger.chainOf(plan.stream.descriptor) };
  }

  /** Delivers the records of the input. Throws if the sync stops. */
  private async deliverInput(): Promise<void> {
    const { idle, intake, stopping } = this;
    try {
      await readInput({
        input: this.options.input,
        onLine: intake.readLine.bind(intake),
        onInput: () => idle.end(),
        onChunk: () => this.applyBackPressure(),
        stopping: stopping.signal,
      });
    } catch (error) {
      // What was read before the error is sound: deliver it, so that its states are emitted.
      if (!stopping.signal.aborted) await this.deliverAll().catch(() => undefined);
      throw error;
    }
    await this.deliverAll();
  }

  /** Delivers everything that was read. Throws if the sync stops. */
  private async deliverAll(): Promise<void> {
    const { recorder, lanes, stopping, options } = this;
    const kept = recorder.isIdle ? undefined : options.observer?.waiting(REJECT_STORE);
    await recorder.idle().finally(kept);
    this.flush();
    await lanes.idle();
    stopping.signal.throwIfAborted();
  }

  /** Does what is left once every row has an outcome. */
  private async complete(): Promise<void> {
    const { plans, config, context } = this.options;
    warnOfUnusedMappings(plans, config, context.log);
    this.recorder.checkRejectedShare();
    failOnUnfinishedStreams(plans, this.intake.hasStatus, context);
    await commitStreams(plans, this.delivery);
  }

  /** Releases what `connect` opened, and logs the summaries of the streams. */
  private async end(): Promise<void> {
    const { definition, context, plans, onEnd } = this.options;
    await disconnect(definition, this.delivery.api, context);
    onEnd?.();
    for (const { report, operation } of plans) {
      const deletions = report.skippedDeletions(operation.object, operation.deletionHint);
      if (deletions !== undefined) context.log.warn(deletions);
      context.log.info(report.summary());
    }
  }

  private flush(): void {
    for (const { batcher } of this.streams) batcher.flush();
  }

  private applyBackPressure(): void {
    this.pauseOrResume();
    this.idle.update();
  }
}

function largestBatch(plans: readonly StreamPlan[]): number {
  return plans.reduce((max, { operation }) => Math.max(max, operation.limits.maxBytes ?? 0), 0);
}

function countsOf(plans: readonly StreamPlan[]): RecordCounts {
  const total = (name: keyof RecordCounts): number =>
    plans.reduce((sum, { report }) => sum + report[name], 0);
  return {
    received: total('received'),
    delivered: total('delivered'),
    skipped: total('skipped'),
    rejected: total('rejected'),
  };
}
