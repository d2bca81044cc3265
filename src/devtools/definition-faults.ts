import { join } from 'node:path';
import { createCommandRuntime } from '../cli/command-runtime.ts';
import { destinationOperations } from '../cli/discover.ts';
import { resolveConfig } from '../config/resolve.ts';
import { completeSpecification } from '../define/complete-specification.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { defaultExport, type FileFault, textOf, type Wanted } from './default-export.ts';
import type { ConnectorFolder } from './project.ts';
import { syncModeFaults } from './sync-mode-faults.ts';

/** An address for the configuration; no request is sent to it. */
const ADDRESS = 'http://localhost:1';

const DEFINITION: Wanted = {
  file: 'index.ts',
  rule: 'definition',
  example: 'destination({ … })',
  // `destination()` checks all of them.
  members: { name: 'string' },
};

const EMULATOR: Wanted = {
  file: 'emulator/index.ts',
  rule: 'emulator',
  example: 'emulator({ … })',
  members: { summary: 'string', create: 'function', config: 'function', invalidConfig: 'function' },
};

/** Broken rules by the code of the error that reports them. */
const RULES: Readonly<Record<string, { readonly rule: string; readonly path: string }>> = {
  ERR_SCHEMA_UNSUPPORTED: { rule: 'schema', path: 'operations' },
  ERR_DEFINITION_INVALID: { rule: 'definition', path: 'default' },
};

/**
 * Makes the operations of a connector with the configuration of its emulator, and returns the first schema that the engine can't
 * honour, or the first invalid member of the definition or of an operation, and the faults of the emulator. Without an emulator
 * only the import of the definition is checked. Sends no request, so operations that only the provider knows are not made.
 */
export async function definitionFaults(connector: ConnectorFolder): Promise<readonly FileFault[]> {
  const { value: definition, faults } = await defaultExport<AnyDestination>(connector, DEFINITION);
  const emulated = await defaultExport<Emulator>(connector, EMULATOR);
  const found = [...faults, ...emulated.faults];
  if (definition === undefined) return found;
  const file = join(connector.folder, DEFINITION.file);
  if (definition.name !== connector.name) {
    const message = `is "${definition.name}", but the folder is ${connector.name}`;
    return [...found, { file, rule: 'definition', path: 'name', message }];
  }
  const config = emulated.value && configOf(emulated.value, definition, connector);
  if (config === undefined) return found;
  if ('fault' in config) return [...found, config.fault];
  return [...found, ...(await operationFaults(definition, config.value, { connector, file }))];
}

/** Returns the configuration of the emulator with its defaults, or the fault of the emulator. */
function configOf(
  emulator: Emulator,
  { spec }: AnyDestination,
  connector: ConnectorFolder,
): { readonly value: SharedConfig } | { readonly fault: FileFault } {
  try {
    return { value: resolveConfig<SharedConfig>(emulator.config(ADDRESS), completeSpecification(spec)) };
  } catch (thrown) {
    const message = `returns no configuration that fits the specification: ${textOf(thrown, connector)}`;
    return {
      fault: { file: join(connector.folder, EMULATOR.file), rule: 'emulator', path: 'config', message },
    };
  }
}

async function operationFaults(
  definition: AnyDestination,
  config: SharedConfig,
  { connector, file }: { readonly connector: ConnectorFolder; readonly file: string },
): Promise<readonly FileFault[]> {
  const runtime = createCommandRuntime();
  try {
    const operations = definition.operations(config, runtime.context);
    return syncModeFaults(definition, destinationOperations(operations)).map((fault) => ({ file, ...fault }));
  } catch (error) {
    // The definition may use another copy of the CDK, so that its errors are of another class.
    const broken = RULES[String((error as { readonly code?: unknown }).code)];
    if (broken) return [{ file, ...broken, message: (error as Error).message }];
    const message = `fails with the configuration of the emulator: ${textOf(error, connector)}`;
    return [{ file, rule: 'definition', path: 'operations', message }];
  } finally {
    await runtime.close();
  }
}
