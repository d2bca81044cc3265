import { PassThrough } from 'node:stream';
import type { Batch } from '../../define/batch.ts';
import { delivered } from '../../define/batch.ts';
import type { Context } from '../../define/context.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import type { SyncObserver } from '../../observer/sync-observer.ts';
import type { Output } from '../../protocol/stdout.ts';
import type { RejectStore } from '../../rejects/rejection.ts';
import { fakeClock } from '../../testing/fake-clock.ts';
import { testContext } from '../../testing/test-context.ts';
import { sync } from '../sync.ts';
import type { MemoryLimits } from '../sync-options.ts';
import { anOperation, deliverAll, fakeStore, gate, idsOf, plansFor, type Streams } from './fixtures.ts';

/** Id and counts of an emitted state. */
export interface EmittedState {
  readonly id: number;
  readonly delivered: number;
  readonly rejected: number;
}

export interface SyncSetup {
  readonly operation?: Partial<AnyOperation>;
  readonly streams?: Streams;
  /** Further objects of the destination. With one object only, each stream is routed to it. */
  readonly otherObjects?: readonly string[];
  readonly config?: SharedConfig;
  readonly concurrency?: number;
  readonly rejects?: RejectStore;
  readonly terminated?: unknown;
  readonly memory?: MemoryLimits;
  readonly observer?: SyncObserver;
  readonly onEnd?: () => void;
  /** Called with each emitted line. */
  readonly onEmit?: (line: string) => void;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a sync inside the test. The test feeds its input and advances its clock. */
export function startSync(setup: SyncSetup = {}) {
  const clock = fakeClock();
  const { context, log, aborting } = testContext(clock);
  const terminating = new AbortController();
  const sent: number[][] = [];
  const { deliver = deliverAll } = setup.operation ?? {};
  const operation = anOperation({
    ...setup.operation,
    deliver(batch, api, context) {
      sent.push(idsOf(batch));
      return deliver(batch, api, context);
    },
  });
  const { definition, plans, deliverable } = plansFor(operation, setup.streams ?? ['a'], {
    parts: {
      ...(setup.concurrency !== undefined && { maxConcurrency: setup.concurrency }),
      operations: () => [operation, ...(setup.otherObjects ?? []).map((object) => anOperation({ object }))],
    },
    config: setup.config,
    environment: setup.environment,
  });
  const input = new PassThrough();
  const emitted: EmittedState[] = [];
  const reader = { blocked: false, closed: false, drained: (): void => undefined };
  const output: Output = {
    line(text) {
      setup.onEmit?.(text);
      emitted.push(parseEmittedState(text));
    },
    message: () => undefined,
    get blocked() {
      return reader.blocked;
    },
    get closed() {
      return reader.closed;
    },
    drained: () =>
      new Promise((resolve) => {
        reader.drained = resolve;
      }),
  };
  if ('terminated' in setup) terminating.abort(setup.terminated);
  const outcome: { ended: boolean; error: unknown; at: number } = { ended: false, error: undefined, at: 0 };
  const done = sync({
    definition,
    config: setup.config ?? {},
    plans,
    input,
    output,
    context,
    rejects: setup.rejects ?? fakeStore().store,
    redact: (text) => text,
    random: () => 0,
    terminate: terminating.signal,
    abort: (reason) => aborting.abort(reason),
    ...(setup.memory && { memory: setup.memory }),
    observer: setup.observer,
    ...(setup.onEnd && { onEnd: setup.onEnd }),
  }).then(
    () => Object.assign(outcome, { ended: true, at: clock.monotonic() }),
    (error: unknown) => Object.assign(outcome, { ended: true, error, at: clock.monotonic() }),
  );
  return {
    clock,
    input,
    emitted,
    /** The ids of the rows of each attempt to deliver. */
    sent,
    log,
    plans,
    deliverable,
    outcome,
    reader,
    /** Aborted when the engine aborts running requests. */
    aborted: aborting.signal,
    terminate: (reason: unknown) => terminating.abort(reason),
    /** Writes lines as one chunk and waits for all work that needs no time. */
    async feed(...lines: readonly string[]): Promise<void> {
      input.write(lines.map((line) => `${line}\n`).join(''));
      await clock.advance(0);
    },
    /** Ends the input, after these lines, and waits for the end of the sync. */
    async end(...lines: readonly string[]) {
      input.end(lines.map((line) => `${line}\n`).join(''));
      await clock.advance(0);
      return outcome;
    },
    done,
    ids: () => emitted.map(({ id }) => id),
  };
}

function parseEmittedState(text: string): EmittedState {
  const { state } = JSON.parse(text) as {
    state: { id: number; destinationStats: { recordCount: number; rejectedRecordCount: number } };
  };
  const { recordCount, rejectedRecordCount } = state.destinationStats;
  return { id: state.id, delivered: recordCount, rejected: rejectedRecordCount };
}

/** Deliveries of one row each that run until the test opens their gate. Like requests, they fail when the engine aborts. */
export function heldDeliveries() {
  const gates = new Map<number, ReturnType<typeof gate>>();
  const at = (id: number) => {
    if (!gates.has(id)) gates.set(id, gate());
    return gates.get(id)!;
  };
  const operation = {
    limits: { maxRows: 1 },
    async deliver(batch: Batch, _: unknown, { signal }: Context) {
      const [id] = idsOf(batch) as [number];
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
      await Promise.race([at(id).passed, aborted]);
      return batch.all(delivered);
    },
  };
  return { operation, at };
}
