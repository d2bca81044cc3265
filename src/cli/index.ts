/**
 * Runs a definition as a command.
 *
 * @module cli
 */

import type { AnyDestination } from '../define/destination.ts';
import { main } from './main.ts';

export type { Connector } from './connector.ts';
export { main } from './main.ts';

/**
 * Runs a definition as a command, from its source: `node index.ts write --config …`. The command that `airbyte-ts build`
 * creates starts faster, because `spec` does not load the definition.
 *
 * @param version the connector's version, as `--version` prints it; 0.0.0 by default
 * @example
 * if (import.meta.main) await run(definition);
 */
export function run(definition: AnyDestination, version = '0.0.0'): Promise<void> {
  return main({
    name: definition.name,
    version,
    specification: definition.spec,
    load: async () => definition,
  });
}
