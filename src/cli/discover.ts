import type { DestinationOperation } from '../../spec/types/output.ts';
import { type AnyOperation, checkOperations } from '../define/operation.ts';
import { checkSchema, checkUnreachedColumns } from '../define/unsupported-schema.ts';
import { fieldSchema } from '../mapping/schema/field-schema.ts';
import { typedSchema } from '../mapping/schema/typed-schema.ts';
import { needsKey } from '../protocol/catalog.ts';
import { destinationCatalog } from '../protocol/output.ts';
import { createCommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';
import { withFetchedOperations } from './fetched-operations.ts';
import { loadConfig, loadDefinition } from './load-config.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { ATTEMPT_MS, RETRY_BUDGET_MS } from './setup-limits.ts';

/** Emits the objects to which streams can be mapped, with their fields. Ends with exit code 1 after a failure. */
export async function discover(
  connector: Connector,
  configPath: string,
  host: ProcessHost = processHost,
): Promise<void> {
  const runtime = createCommandRuntime(
    { connector, timeoutMs: ATTEMPT_MS, retryBudgetMs: RETRY_BUDGET_MS, hasRecords: false },
    host,
  );
  try {
    const read = await loadConfig(connector, configPath, runtime);
    const loaded = await loadDefinition(connector, read, runtime);
    const definition = await withFetchedOperations(loaded, read, runtime);
    const config = runtime.liveConfig.current;
    runtime.output.message(
      destinationCatalog(destinationOperations(definition.operations(config, runtime.context))),
    );
  } catch (thrown) {
    runtime.trace(thrown);
    host.fail();
  }
  await runtime.output.drained();
  await runtime.close();
}

/**
 * One entry per object and mode, sorted: the platform caches the catalog by the configuration. A mode that needs a key is offered
 * only where there are fields to be one: the platform would send an empty key, and each sync would fail.
 */
export function destinationOperations(operations: readonly AnyOperation[]): DestinationOperation[] {
  return checkOperations(operations)
    .flatMap((operation) => {
      checkSchema(operation.object, operation.schema);
      checkUnreachedColumns(operation.object, operation.schema, operation.unmappedColumns);
      const json_schema = schemaOf(operation);
      const keys = keysOf(operation, json_schema);
      return operation.syncModes
        .filter((mode) => !needsKey(mode) || keys.length > 0)
        .map((mode) => ({
          object_name: operation.object,
          sync_mode: mode,
          ...(needsKey(mode)
            ? { json_schema: withoutRequiredKeys(json_schema, keys), matching_keys: keys }
            : { json_schema }),
        }));
    })
    .sort((a, b) => order(a.object_name, b.object_name) || order(a.sync_mode, b.sync_mode));
}

type ObjectSchema = DestinationOperation['json_schema'] & { readonly required: readonly string[] };
type Properties = Readonly<Record<string, unknown>>;

/** The form requires the fields of the chosen key by itself; those of the other keys may stay unmapped. */
function withoutRequiredKeys(schema: ObjectSchema, keys: readonly (readonly string[])[]): ObjectSchema {
  const fields = new Set(keys.flat());
  return { ...schema, required: schema.required.filter((name) => !fields.has(name)) };
}

/**
 * Fields with a default need not be mapped, and consumed columns have to be; other
 * columns may be added where the operation accepts them.
 */
function schemaOf(operation: AnyOperation): ObjectSchema {
  const schema = fieldSchema(operation.schema);
  const { properties = {}, required = [] } = schema;
  const { defaults = {}, consumedColumns = [] } = operation;
  const read = consumedColumns.filter((name) => !Object.hasOwn(properties, name));
  return {
    ...typedSchema({
      ...schema,
      properties: { ...properties, ...Object.fromEntries(read.map((name) => [name, {}])) },
    }),
    required: [...required.filter((name) => !(name in defaults)), ...read],
    additionalProperties: (operation.unmappedColumns ?? 'drop') !== 'drop',
  };
}

/**
 * A form offers declared fields only, so a key of other columns can't be chosen. Without alternatives any field may be the key.
 */
function keysOf({ matchingKeys }: AnyOperation, schema: Properties): string[][] {
  const properties = schema.properties as Readonly<Record<string, Properties>>;
  const any = Object.keys(properties).filter((name) => isScalar(properties[name]!));
  const keys = matchingKeys ?? any.map((name) => [name]);
  const usable = keys.filter((key) => key.length > 0 && key.every((name) => Object.hasOwn(properties, name)));
  return usable.map((key) => [...key]);
}

/** Objects and lists do not identify anything for a user. */
function isScalar({ type }: Properties): boolean {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.some((each) => each === 'string' || each === 'number' || each === 'integer');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
