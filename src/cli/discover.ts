import type { DestinationOperation } from '../../spec/types/output.ts';
import type { SharedConfig } from '../define/destination.ts';
import type { AnyOperation } from '../define/operation.ts';
import { fieldSchema } from '../mapping/schema.ts';
import { destinationCatalog } from '../protocol/output.ts';
import type { Connector } from './connector.ts';
import { loadConfig, loadDefinition } from './load-config.ts';
import { createWorld } from './world.ts';

/** Says which objects streams can be mapped to, with their fields. Ends with exit code 1 when it can't. */
export async function discover(connector: Connector, configPath: string): Promise<void> {
  const world = createWorld();
  try {
    const config: SharedConfig = await loadConfig(connector, configPath, world);
    const definition = await loadDefinition(connector, config);
    world.output.message(destinationCatalog(operationsOf(definition.operations(config))));
  } catch (thrown) {
    world.trace(thrown);
    process.exitCode = 1;
  }
  await world.output.drained();
}

/** One entry per object and mode, sorted: the platform caches the catalog by the configuration. */
export function operationsOf(operations: readonly AnyOperation[]): DestinationOperation[] {
  return operations
    .flatMap((operation) =>
      operation.modes.map((mode) => ({
        object_name: operation.object,
        sync_mode: mode,
        json_schema: schemaOf(operation),
        ...(operation.matchingKeys &&
          mode !== 'append' && { matching_keys: operation.matchingKeys.map((key) => [...key]) }),
      })),
    )
    .sort((a, b) => order(a.object_name, b.object_name) || order(a.sync_mode, b.sync_mode));
}

/** Fields that the connector fills by itself need not be mapped; other columns may be added where they are taken. */
function schemaOf(operation: AnyOperation): DestinationOperation['json_schema'] {
  const schema = fieldSchema(operation.fields);
  const required = schema.required ?? [];
  return {
    ...schema,
    required: required.filter((name) => !operation.fill || !(name in operation.fill)),
    additionalProperties: (operation.otherColumns ?? 'drop') !== 'drop',
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
