import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import type { Context } from '../define/context.ts';
import { type AnyDestination, DEFAULT_CONCURRENCY } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { Output } from '../protocol/stdout.ts';
import type { RejectStore } from '../rejects/rejection.ts';
import type { PackedBatch } from './batching/batch.ts';
import type { Slot } from './batching/batch-slots.ts';
import { Batcher } from './batching/batcher.ts';
import type { DeliveryOrder } from './batching/dedup-separation.ts';
import { OpenBatches } from './batching/open-batches.ts';
import { commitStreams } from './delivery/commit.ts';
import { deliver } from './delivery/deliver.ts';
import { disconnect } from './delivery/disconnect.ts';
import { Lanes } from './delivery/lanes.ts';
import { createBackPressure } from './intake/back-pressure.ts';
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
  /** Removes secrets from a text. */
  readonly redact: (text: string) => string;
  readonly random: () => number;
  /** Aborted by a signal or a reader that has gone: stop reading, finish what is under way, end. */
  readonly terminate: AbortSignal;
  /** Ends what is under way at once. */
  readonly abort: (reason: unknown) => void;
  /** How much is held; the usual limits when absent. */
  readonly memory?: MemoryLimits;
}

/** Bytes. */
export interface MemoryLimits {
  /** Held at most beside the batches that an operation needs to fill; then reading pauses. */
  readonly budget: number;
  /** Held at most of states that only the rest of the input can earn; then older ones are merged into the next. */
  readonly states: number;
}

/** Requests under way at once, where a connector does not say; its lanes are as many. */
const DEFAULT_MAX_REJECTED_PERCENT = 50;

const MEMORY: MemoryLimits = { budget: 32 * 1024 * 1024, states: 64 * 1024 * 1024 };
/** What is under way may finish for so long after the sync has failed, or was told to end. */
const GRACE_AFTER_FAILURE_MS = 30_000;
const GRACE_AFTER_SIGNAL_MS = 5_000;
const PROGRESS_MS = 60_000;

/**
 * Reads messages until the input ends, delivers their records and says the states that are earned. Resolves when all
 * is delivered. Otherwise it rejects with the first error, or with the reason it was terminated with, after what was
 * under way has finished and its states were said.
 */
export async function sync(options: SyncOptions): Promise<void> {
  const { config, plans, output, context, input, terminate } = options;
  const concurrency = options.definition.maxConcurrency ?? DEFAULT_CONCURRENCY;
  const stopping = new AbortController();
  // Every lane may wait for it; Node 20 warns of more than ten, on stderr.
  setMaxListeners(0, stopping.signal);
  const lanes = new Lanes(concurrency, () => pace());

  /** Nothing new is started; what is under way has a little time. */
  const stop = (reason: unknown): void => {
    if (stopping.signal.aborted) return;
    stopping.abort(reason);
    lanes.clear();
    endAfter(GRACE_AFTER_FAILURE_MS, reason);
  };
  const endAfter = (grace: number, reason: unknown): void => {
    context.clock.after(grace, () => options.abort(reason));
  };
  const terminated = (): void => {
    stop(terminate.reason);
    endAfter(output.closed ? 0 : GRACE_AFTER_SIGNAL_MS, terminate.reason);
  };
  terminate.addEventListener('abort', terminated, { once: true });

  const { memory = MEMORY } = options;
  const budget = new MemoryBudget(memory.budget + 2 * largestBatch(plans), () => pace());
  const ledger = new Ledger((line) => output.line(line), budget);
  const maxRejectedPercent = config.max_rejected_percent ?? DEFAULT_MAX_REJECTED_PERCENT;
  const answers = new OutcomeRecorder({
    ledger,
    budget,
    plans,
    store: options.rejects,
    log: context.log,
    maxRejectedPercent,
    kept: () => pace(),
    redact: options.redact,
  });
  const api = options.definition.connect(config, context);
  const delivery = { api, context, answers, random: options.random, stopping: stopping.signal };

  const opens = new OpenBatches();
  const inlets = plans.map((plan): StreamInput => {
    const sealed = (batch: PackedBatch, { lane }: Slot, following?: DeliveryOrder): void => {
      if (stopping.signal.aborted) return;
      const job = () => deliver(plan, batch, delivery).catch(stop).finally(following?.settled);
      lanes.submit(job, lane, following?.after);
    };
    const batcher = new Batcher(plan.operation, plan.run, context.clock, sealed, opens);
    return { plan, batcher, chain: ledger.chain(plan.stream.descriptor) };
  });
  const intake = new Intake({
    inlets,
    ledger,
    budget,
    answers,
    lanes: concurrency,
    keepsRejects: options.rejects.keeps,
    failed: stop,
  });
  const flush = (): void => {
    for (const { batcher } of inlets) batcher.flush();
  };

  const pace = createBackPressure({
    ...{ input, output, lanes, budget, answers, ledger, flush, log: context.log, states: memory.states },
    ...{ stopping: stopping.signal, failed: stop },
  });
  /** Everything that was read is delivered, or the sync has stopped. */
  const deliverAll = async (): Promise<void> => {
    await answers.idle();
    flush();
    await lanes.idle();
    stopping.signal.throwIfAborted();
  };

  const endProgress = every(PROGRESS_MS, context, () => context.log.info(progressOf(plans)));
  try {
    if (terminate.aborted) terminated();
    const line = intake.line.bind(intake);
    try {
      await readInput({ input, line, taken: pace, stopping: stopping.signal });
    } catch (error) {
      // What was read before the input went wrong is sound: deliver it, so that its states are earned.
      if (!stopping.signal.aborted) await deliverAll().catch(() => undefined);
      throw error;
    }
    await deliverAll();
    warnOfUnusedMappings(plans, config, context.log);
    answers.judge();
    failOnUnfinishedStreams(plans, intake.hasStatus, context);
    await commitStreams(plans, delivery);
  } catch (error) {
    stop(error);
    await lanes.idle();
    throw error;
  } finally {
    endProgress();
    // After a failure the command reads on for a moment (`drainInput`).
    if (terminate.aborted) input.destroy();
    await disconnect(options.definition, api, context);
    for (const { report, operation } of plans) {
      const deletions = report.skippedDeletions(operation.object);
      if (deletions !== undefined) context.log.warn(deletions);
      context.log.info(report.summary());
    }
  }
}

function largestBatch(plans: readonly StreamPlan[]): number {
  return plans.reduce((most, { operation }) => Math.max(most, operation.limits.maxBytes ?? 0), 0);
}

function progressOf(plans: readonly StreamPlan[]): string {
  const total = (name: 'received' | 'delivered' | 'rejected'): number =>
    plans.reduce((sum, { report }) => sum + report[name], 0);
  return `So far: received ${total('received')}, delivered ${total('delivered')}, rejected ${total('rejected')}.`;
}

function every(ms: number, { clock }: Context, call: () => void): () => void {
  let cancel = clock.after(ms, function tick() {
    call();
    cancel = clock.after(ms, tick);
  });
  return () => cancel();
}
