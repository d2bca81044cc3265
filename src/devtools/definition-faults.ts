import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createCommandRuntime } from '../cli/command-runtime.ts';
import { destinationOperations } from '../cli/discover.ts';
import { resolveConfig } from '../config/resolve.ts';
import { completeSpecification } from '../define/complete-specification.ts';
import type { AnyDestination } from '../define/destination.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { type ConnectorFolder, loadDefault } from './project.ts';

/** An address for the configuration; no request is sent to it. */
const ADDRESS = 'http://localhost:1';

/** A fault of a connector's definition, in the form of a broken rule. */
export interface DefinitionFault {
  readonly file: string;
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

/** Broken rules by the code of the error that reports them. */
const RULES: Readonly<Record<string, { readonly rule: string; readonly path: string }>> = {
  ERR_SCHEMA_UNSUPPORTED: { rule: 'schema', path: 'operations' },
  ERR_DEFINITION_INVALID: { rule: 'definition', path: 'default' },
};

/**
 * Makes the operations of a connector with the configuration of its emulator, and returns the first schema that the engine can't
 * honour, or the first invalid member of the definition or of an operation. Without an emulator only the import of the definition is
 * checked. Sends no request, so operations that only the provider knows are not made.
 */
export async function definitionFaults(connector: ConnectorFolder): Promise<readonly DefinitionFault[]> {
  const runtime = createCommandRuntime();
  const file = join(connector.folder, 'index.ts');
  try {
    const definition = await loadDefault<AnyDestination>(connector, 'index.ts');
    const unusable = existsSync(file) ? definitionFault(definition, connector.name) : undefined;
    if (unusable !== undefined) return [{ file, rule: 'definition', ...unusable }];
    const emulator = await loadDefault<Emulator>(connector, 'emulator/index.ts');
    if (definition === undefined || emulator === undefined) return [];
    const specification = completeSpecification(definition.spec);
    const config = resolveConfig<SharedConfig>(emulator.config(ADDRESS), specification);
    destinationOperations(definition.operations(config, runtime.context));
    return [];
  } catch (error) {
    // The definition may use another copy of the CDK, so that its errors are of another class.
    const broken = RULES[String((error as { readonly code?: unknown }).code)];
    if (broken === undefined) throw error;
    const { message } = error as Error;
    return [{ file, ...broken, message }];
  } finally {
    await runtime.close();
  }
}

function definitionFault(
  definition: Partial<AnyDestination> | undefined,
  name: string,
): Pick<DefinitionFault, 'path' | 'message'> | undefined {
  if (definition?.name === undefined)
    return {
      path: 'default',
      message: 'has no destination as default export: export default destination({ … })',
    };
  if (definition.name !== name)
    return { path: 'name', message: `is "${definition.name}", but the folder is ${name}` };
  return undefined;
}
