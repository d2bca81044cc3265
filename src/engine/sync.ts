import { DEFAULT_CONCURRENCY } from '../define/destination.ts';
import { REJECT_STORE } from '../observer/wait-reasons.ts';
import type { Slot } from './batching/batch-slots.ts';
import { Batcher } from './batching/batcher.ts';
import type { DeliveryOrder } from './batching/dedup-separation.ts';
import { OpenBatches } from './batching/open-batches.ts';
import type { PackedBatch } from './batching/packed-batch.ts';
import { commitStreams } from './delivery/commit-streams.ts';
import { deliver } from './delivery/deliver.ts';
import type { DeliveryOptions } from './delivery/delivery-options.ts';
import { disconnect } from './delivery/disconnect.ts';
import { Lanes } from './delivery/lanes.ts';
import { createBackPressure } from './intake/back-pressure.ts';
import { IdleWaits } from './intake/idle-waits.ts';
import { readInput } from './intake/input-reader.ts';
import { Intake, type StreamInput, type UndeliverableInput } from './intake/intake.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { PlannedStream } from './plan.ts';
import { Ledger } from './settlement/ledger.ts';
import { OutcomeRecorder } from './settlement/outcome-recorder.ts';
import { countsOf, logSummaries } from './settlement/stream-reports.ts';
import { failOnUnfinishedStreams } from './settlement/unfinished-streams.ts';
import { Stopping } from './stopping.ts';
import { DEFAULT_MEMORY, type SyncOptions } from './sync-options.ts';
import { warnOfUnusedMappings } from './warnings/unused-mappings.ts';

const DEFAULT_MAX_REJECTED_PERCENT = 50;

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
  private readonly streams: readonly (StreamInput | UndeliverableInput)[];
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

  /** Creates the batcher of a stream that can be delivered; its batches are delivered in the lanes. */
  private streamInput(plan: PlannedStream): StreamInput | UndeliverableInput {
    if (!plan.operation) return { plan, batcher: undefined };
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
    logSummaries(plans, context.log);
  }

  private flush(): void {
    for (const { batcher } of this.streams) batcher?.flush();
  }

  private applyBackPressure(): void {
    this.pauseOrResume();
    this.idle.update();
  }
}

function largestBatch(plans: readonly PlannedStream[]): number {
  return plans.reduce((max, { operation }) => Math.max(max, operation?.limits.maxBytes ?? 0), 0);
}
