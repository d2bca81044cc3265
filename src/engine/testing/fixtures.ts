import { z } from 'zod';
import type { Batch, Settlement } from '../../define/batch.ts';
import { delivered } from '../../define/batch.ts';
import type { Context } from '../../define/context.ts';
import type { AnyDestination } from '../../define/destination.ts';
import { jsonArray } from '../../define/framing.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { parseCatalog } from '../../protocol/catalog.ts';
import type { Rejection, RejectStore } from '../../rejects/rejection.ts';
import type { StreamStatus } from '../../testing/messages.ts';
import * as messages from '../../testing/messages.ts';
import { testContext } from '../../testing/test-context.ts';
import { isDeliverable, type PlannedStream, plansOf, type StreamPlan } from '../plan.ts';

export const idsOf = (batch: Iterable<{ readonly text: string }>): number[] =>
  Array.from(batch, ({ text }) => (JSON.parse(text) as { id: number }).id);

/** Returns a RECORD whose data have an id. */
export const record = (stream: string, id: number, more: object = {}): string =>
  messages.record({ name: stream }, { id, ...more });

export const streamState = (stream: string, id: number): string =>
  messages.streamState({ name: stream }, undefined, { id });

export const globalState = (id: number): string => messages.globalState({}, [], { id });

export const status = (stream: string, value: StreamStatus): string =>
  messages.streamStatus({ name: stream }, value);

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
  { parts, config = {}, context = testContext().context, environment = {} }: PlanOptions = {},
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
