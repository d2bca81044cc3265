import { z } from 'zod';
import type { Batch, Settlement } from '../../define/batch.ts';
import { delivered } from '../../define/batch.ts';
import type { Context } from '../../define/context.ts';
import type { AnyDestination } from '../../define/destination.ts';
import { type Framing, jsonArray } from '../../define/framing.ts';
import type { Log } from '../../define/log.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import type { StreamRun } from '../../define/stream.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import type { Rejection, RejectStore } from '../../rejects/rejection.ts';
import { type FakeClock, fakeClock } from '../../testing/fake-clock.ts';
import { PackedBatch } from '../batching/packed-batch.ts';
import { Packing } from '../batching/packing.ts';
import { RowMetadata } from '../batching/row-metadata.ts';
import { isDeliverable, type PlannedStream, plansOf, type StreamPlan } from '../plan.ts';
import { Checkpoint } from '../settlement/checkpoint.ts';
import { Ledger } from '../settlement/ledger.ts';

/** Members of the batch of a test. */
export interface TestBatchOptions {
  /** Framing of the body; `jsonArray` by default. */
  readonly framing?: Framing;
  /** Ordering key of each row; none by default. */
  readonly orderingKeys?: readonly string[];
  /** Dedup key of each row; none by default. */
  readonly dedupKeys?: readonly (string | undefined)[];
  /** The value that all rows share; none by default. */
  readonly batchKey?: string;
  /** Returns whether the row at an index is a deletion; none is by default. */
  readonly deleted?: (index: number) => boolean;
}

/** Creates a batch of rows with these texts, of one checkpoint that counts them as pending. */
export function batchOf(
  texts: readonly string[],
  options: TestBatchOptions & { readonly checkpoint?: Checkpoint } = {},
): PackedBatch {
  const framing = options.framing ?? jsonArray;
  const checkpoint =
    options.checkpoint ?? new Checkpoint(new Ledger(() => undefined).chainOf({ name: 'any' }));
  const packing = new Packing(framing);
  const entries = new RowMetadata();
  for (const [index, text] of texts.entries()) {
    checkpoint.pending++;
    packing.append(text);
    entries.push(
      {
        orderingKey: options.orderingKeys?.[index],
        dedupKey: options.dedupKeys?.[index],
        deleted: options.deleted?.(index) ?? false,
      },
      checkpoint,
      undefined,
    );
  }
  return new PackedBatch(entries, packing, { framing, batchKey: options.batchKey, stream: A_RUN });
}

/** A stream `a` that is appended, without namespace, key, columns and job: that of the batches that tests create. */
export const A_RUN: StreamRun = {
  name: 'a',
  namespace: null,
  key: 'a',
  syncMode: 'append',
  primaryKey: [],
  jsonSchema: {},
  columns: [],
  syncId: undefined,
  generationId: undefined,
};

/**
 * Returns the body of a batch as text.
 *
 * @example
 * bodyOf(testBatch(['{"id":1}', '{"id":2}'])); // '[{"id":1},{"id":2}]'
 */
export const bodyOf = (batch: Pick<Batch, 'body'>): string => Buffer.concat(batch.body()).toString();

export const idsOf = (batch: Iterable<{ readonly text: string }>): number[] =>
  Array.from(batch, ({ text }) => (JSON.parse(text) as { id: number }).id);

export const record = (stream: string, id: number, more: object = {}): string =>
  JSON.stringify({
    type: 'RECORD',
    record: { stream, data: { id, ...more }, emitted_at: 1_700_000_000_000 },
  });

export const streamState = (stream: string, id: number): string =>
  JSON.stringify({
    type: 'STATE',
    state: { type: 'STREAM', stream: { stream_descriptor: { name: stream } }, id },
  });

export const globalState = (id: number): string =>
  JSON.stringify({ type: 'STATE', state: { type: 'GLOBAL', global: { stream_states: [] }, id } });

export const status = (stream: string, value: string): string =>
  JSON.stringify({
    type: 'TRACE',
    trace: { type: 'STREAM_STATUS', stream_status: { stream_descriptor: { name: stream }, status: value } },
  });

/** A log that collects its lines. */
export interface LogOfLines extends Log {
  /** Texts of all levels, in order. */
  readonly lines: string[];
}

/** Creates a log that collects its lines. */
export function fakeLog(): LogOfLines {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return {
    lines,
    error: write,
    warn: write,
    info: write,
    debug: (message: () => string) => write(message()),
  };
}

/**
 * Returns a context for tests without a network, on a fake clock. Its `log` collects lines, `configUpdates` what
 * `Context.updateConfig` gets, and `aborting` aborts its signal. `Context.http` throws: replace it, for instance by `directHttp`.
 *
 * @example
 * const { context, log } = testContext();
 * const api = new MyApi(config, { ...context, http: directHttp({ clock: context.clock, respond }) });
 * expect(log.lines).toEqual([]);
 */
export function fakeContext(clock: FakeClock = fakeClock()): {
  /** The context. */
  readonly context: Context;
  /** The log of the context. */
  readonly log: LogOfLines;
  /** The changes that `Context.updateConfig` got, in order. They are not validated: `createTestDestination` does that. */
  readonly configUpdates: readonly Readonly<Record<string, unknown>>[];
  /** Aborts `Context.signal`. */
  readonly aborting: AbortController;
} {
  const log = fakeLog();
  const aborting = new AbortController();
  const configUpdates: Readonly<Record<string, unknown>>[] = [];
  const context: Context = {
    version: '0.0.0',
    log,
    clock,
    signal: aborting.signal,
    http: () => {
      throw new Error('there is no network in this test');
    },
    secret: () => undefined,
    updateConfig: async (changes) => void configUpdates.push(changes),
    waiting: (_, wait) => wait(),
  };
  return { context, log, configUpdates, aborting };
}

/** A store that collects rejections. Each call of it first awaits `keep`. */
export function fakeStore(
  keep: (rejections: readonly Rejection[]) => Promise<void> = () => Promise.resolve(),
) {
  const kept: Rejection[] = [];
  const store: RejectStore = {
    keeps: true,
    location: '/rejected/1',
    async keep(rejections) {
      await keep(rejections);
      kept.push(...rejections);
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return { store, kept };
}

/** An operation that accepts any record with a number `id`. */
export function anOperation(parts: Partial<AnyOperation> = {}): AnyOperation {
  const fields = z.looseObject({ id: z.number() });
  return {
    object: 'thing',
    syncModes: ['append'],
    schema: fields,
    unmappedColumns: 'keep',
    limits: { maxRows: 2 },
    framing: jsonArray,
    deliver: deliverAll,
    ...parts,
  };
}

/** Streams by name, or as the catalog has them beside the name. */
export type Streams = readonly (string | { readonly name: string; readonly [property: string]: unknown })[];

export interface PlanOptions {
  /** Members of the definition. */
  readonly parts?: Partial<AnyDestination>;
  readonly config?: SharedConfig | undefined;
  readonly context?: Context;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

export function plansFor(
  operation: AnyOperation,
  streams: Streams,
  { parts, config = {}, context = fakeContext().context, environment = {} }: PlanOptions = {},
): {
  definition: AnyDestination;
  plans: readonly PlannedStream[];
  deliverable: readonly StreamPlan[];
} {
  const definition: AnyDestination = {
    name: 'destination-fake',
    displayName: 'Fake',
    spec: { documentationUrl: '', supported_destination_sync_modes: [], connectionSpecification: {} },
    connect: () => undefined,
    check: () => Promise.resolve(),
    operations: () => [operation],
    ...parts,
  };
  const catalog = streams.map((each) => {
    const { name, ...rest } = typeof each === 'string' ? { name: each } : each;
    return { stream: { name }, destination_sync_mode: 'append', ...rest };
  });
  const configured = parseCatalog({ streams: catalog }, environment);
  const plans = plansOf(definition, config, configured, context);
  return { definition, plans, deliverable: plans.filter(isDeliverable) };
}

/** A promise that the test settles with `open` or `break`. */
export function gate(): { readonly passed: Promise<void>; open(): void; break(error: unknown): void } {
  let open!: () => void;
  let fail!: (error: unknown) => void;
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  passed.catch(() => undefined);
  return { passed, open: () => open(), break: (error) => fail(error) };
}

/** A `deliver` whose rows are all delivered. */
export const deliverAll = (batch: Batch): Promise<Settlement> => Promise.resolve(batch.all(delivered));
