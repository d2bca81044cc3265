import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import type { Context } from '../define/context.ts';
import { type AnyDestination, DEFAULT_CONCURRENCY } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { Output } from '../protocol/stdout.ts';
import type { RejectStore } from '../rejects/rejection.ts';
import type { RecordCounts, SyncObserver } from '../retry/sync-observer.ts';
import { REJECT_STORE } from '../retry/wait-reasons.ts';
import type { Slot } from './batching/batch-slots.ts';
import { Batcher } from './batching/batcher.ts';
import type { DeliveryOrder } from './batching/dedup-separation.ts';
import { OpenBatches } from './batching/open-batches.ts';
import type { PackedBatch } from './batching/packed-batch.ts';
import { commitStreams } from './delivery/commit-streams.ts';
import { deliver } from './delivery/deliver.ts';
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
  readonly random: () => number;
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
/** Time for running deliveries to finish after the sync has failed, or after a signal. */
const GRACE_AFTER_FAILURE_MS = 30_000;
const GRACE_AFTER_SIGNAL_MS = 5_000;

/**
 * Reads messages until the input ends, delivers their records, and emits each state when every record before it has an
 * outcome. Resolves when everything is delivered. Rejects with the first error, or with the reason of `terminate`, after
 * running deliveries have finished and their states were emitted.
 */
export async function sync(options: SyncOptions): Promise<void> {
  const { config, plans, output, context, input, terminate, observer } = options;
  observer?.started(() => countsOf(plans));
  const concurrency = options.definition.maxConcurrency ?? DEFAULT_CONCURRENCY;
  const stopping = new AbortController();
  // Every lane listens; Node 20 warns on stderr about more than ten listeners.
  setMaxListeners(0, stopping.signal);
  const lanes = new Lanes(concurrency, () => applyBackPressure());

  /** Starts no further deliveries and limits the time of running ones. */
  const stop = (reason: unknown): void => {
    if (stopping.signal.aborted) return;
    stopping.abort(reason);
    lanes.clear();
    abortAfter(GRACE_AFTER_FAILURE_MS, reason);
  };
  const abortAfter = (grace: number, reason: unknown): void => {
    context.clock.after(grace, () => options.abort(reason));
  };
  const onTerminate = (): void => {
    stop(terminate.reason);
    abortAfter(output.closed ? 0 : GRACE_AFTER_SIGNAL_MS, terminate.reason);
  };
  terminate.addEventListener('abort', onTerminate, { once: true });

  const { memory = DEFAULT_MEMORY } = options;
  const budget = new MemoryBudget(memory.budgetBytes + 2 * largestBatch(plans), () => applyBackPressure());
  const emit = (line: string, records: number): void => {
    output.line(line);
    observer?.stateEmitted(records);
  };
  const ledger = new Ledger(emit, budget);
  const maxRejectedPercent = config.max_rejected_percent ?? DEFAULT_MAX_REJECTED_PERCENT;
  const recorder = new OutcomeRecorder({
    ledger,
    budget,
    plans,
    store: options.rejects,
    log: context.log,
    maxRejectedPercent,
    onKept: () => applyBackPressure(),
    redact: options.redact,
  });
  const api = options.definition.connect(config, context);
  const delivery = { api, context, recorder, random: options.random, stopping: stopping.signal, observer };

  const openBatches = new OpenBatches();
  const streams = plans.map((plan): StreamInput => {
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
    const batcher = new Batcher(plan.operation, plan.run, context.clock, onSealed, openBatches);
    return { plan, batcher, chain: ledger.chainOf(plan.stream.descriptor) };
  });
  const intake = new Intake({
    streams,
    ledger,
    budget,
    recorder,
    lanes: concurrency,
    keepsRejects: options.rejects.keeps,
    onError: stop,
  });
  const flush = (): void => {
    for (const { batcher } of streams) batcher.flush();
  };

  const pauseOrResume = createBackPressure({
    ...{
      input,
      output,
      lanes,
      budget,
      recorder,
      ledger,
      flush,
      log: context.log,
      maxStateBytes: memory.stateBytes,
    },
    ...{ stopping: stopping.signal, onError: stop },
  });
  const idle = new IdleWaits({ input, output, lanes, observer });
  const applyBackPressure = (): void => {
    pauseOrResume();
    idle.update();
  };
  /** Delivers everything that was read. Throws if the sync stops. */
  const deliverAll = async (): Promise<void> => {
    const kept = recorder.isIdle ? undefined : observer?.waiting(REJECT_STORE);
    await recorder.idle().finally(kept);
    flush();
    await lanes.idle();
    stopping.signal.throwIfAborted();
  };

  try {
    if (terminate.aborted) onTerminate();
    const onLine = intake.readLine.bind(intake);
    try {
      await readInput({
        ...{ input, onLine, onInput: () => idle.end(), onChunk: applyBackPressure },
        stopping: stopping.signal,
      });
    } catch (error) {
      // What was read before the error is sound: deliver it, so that its states are emitted.
      if (!stopping.signal.aborted) await deliverAll().catch(() => undefined);
      throw error;
    }
    await deliverAll();
    warnOfUnusedMappings(plans, config, context.log);
    recorder.checkRejectedShare();
    failOnUnfinishedStreams(plans, intake.hasStatus, context);
    await commitStreams(plans, delivery);
  } catch (error) {
    stop(error);
    await lanes.idle();
    throw error;
  } finally {
    idle.end();
    // After a failure the command drains the input (`drainInput`), so only a termination closes it.
    if (terminate.aborted) input.destroy();
    await disconnect(options.definition, api, context);
    options.onEnd?.();
    for (const { report, operation } of plans) {
      const deletions = report.skippedDeletions(operation.object, operation.deletionHint);
      if (deletions !== undefined) context.log.warn(deletions);
      context.log.info(report.summary());
    }
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
