import type { z } from 'zod';
import { resolveConfig } from '../config/resolve.ts';
import type { Batch, RowOutcome, Settlement } from '../define/batch.ts';
import { completeSpecification } from '../define/complete-specification.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { AnyOperation } from '../define/operation.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { ConnectorSpecification } from '../define/specification.ts';
import { outcomeByIndex } from '../engine/batching/settlement.ts';
import { plansOf } from '../engine/plan.ts';
import { createRowPreparer } from '../mapping/prepare.ts';
import type { PreparedRow, RejectedRecord } from '../mapping/prepared-row.ts';
import { type FieldSchema, fieldSchema } from '../mapping/schema/field-schema.ts';
import { parseCatalog } from '../protocol/catalog.ts';
import type { ConfiguredStream } from './configured-catalog.ts';
import { testContext } from './test-context.ts';

export type { PreparedRow, RejectedRecord } from '../mapping/prepared-row.ts';
export type { FieldSchema } from '../mapping/schema/field-schema.ts';

/** A stream of the configured catalog of which only the name is required. It is appended by default. */
export type CatalogStream = Partial<Omit<ConfiguredStream, 'stream'>> & {
  /** The stream as the source describes it. */
  readonly stream: Partial<ConfiguredStream['stream']> & Pick<ConfiguredStream['stream'], 'name'>;
};

/**
 * Returns the configuration with every default applied, validated like a user's. `spec` is a connector's own specification, or a
 * definition has it. Throws a `config` error if the configuration is invalid.
 *
 * @example
 * const config = validConfig<Config>({ base_url: 'http://127.0.0.1', api_key: 'k' }, definition);
 */
export function validConfig<Config extends object>(
  config: object,
  {
    spec,
  }: {
    /** A connector's own specification, or a complete one. */
    readonly spec: ConnectorSpecification;
  },
): Config {
  return resolveConfig<Config>(config, completeSpecification(spec));
}

/**
 * Returns the operation that each stream is routed to, as a sync does. Throws a `config` error if there is none.
 *
 * @example
 * const [events] = operationsOf(definition, config, [{ stream: { name: 'events' }, destination_sync_mode: 'append' }]);
 */
export function operationsOf(
  definition: AnyDestination,
  config: SharedConfig,
  streams: readonly CatalogStream[],
): readonly AnyOperation[] {
  return plansOf(definition, config, parseCatalog({ streams }), testContext().context).map((plan) => {
    if (!plan.operation) throw plan.routeError;
    return plan.operation;
  });
}

/**
 * Converts a record to a row of an operation, as a sync does: mappings, coercion, defaults, `transform`, validation and keys.
 * Returns the row, whose `text` is its part of the body, or the reason of its rejection.
 *
 * @param record the record's data, or its JSON text
 * @example
 * expect(prepareRecord(events, { name: 'login' })).toMatchObject({ text: '{"name":"login"}' });
 * expect(prepareRecord(events, {})).toEqual({ reason: 'name is missing' });
 */
export function prepareRecord(
  operation: AnyOperation,
  record: object | string,
  {
    stream = { stream: { name: 'rows' } },
    config = {},
  }: {
    /** The stream of the record; `rows`, appended, by default. */
    stream?: CatalogStream;
    /** The configuration, for its Field Mappings; empty by default. */
    config?: SharedConfig;
  } = {},
): PreparedRow | RejectedRecord {
  const [configured] = parseCatalog({ streams: [{ destination_sync_mode: 'append', ...stream }] });
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return createRowPreparer(configured!, operation, config)(text, JSON.parse(text));
}

/**
 * Returns the outcome of each row of a settled batch, in order. Throws if the settlement is not one of this batch.
 *
 * @example
 * const batch = testBatch(['{"id":1}']);
 * expect(outcomesOf(await events.deliver(batch, api, context), batch)).toEqual([delivered]);
 */
export function outcomesOf(settlement: Settlement, batch: Batch): readonly RowOutcome[] {
  const outcomeOf = outcomeByIndex(settlement, batch);
  return Array.from({ length: batch.size }, (_, index) => outcomeOf(index));
}

/**
 * Returns the JSON Schema that `discover` prints for a schema of fields.
 *
 * @example
 * expect(discoveredSchema(eventSchema).required).toEqual(['name']);
 */
export function discoveredSchema(schema: z.ZodObject): FieldSchema {
  return fieldSchema(schema);
}
