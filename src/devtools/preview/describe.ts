import { stat } from 'node:fs/promises';
import { checkSpec } from '../../testing/spec-rules.ts';
import type { ConnectorFolder } from '../project.ts';
import { specificationOf } from '../specification.ts';
import type { Description } from './description.ts';

/** Reads the specification of a connector. Throws an `Error` with the path of the file if it is missing or no JSON. */
export async function describeConnector(
  { name, specification }: ConnectorFolder,
  command: string,
): Promise<Description> {
  const spec = await specificationOf({ specification });
  return {
    connector: name,
    schema: spec.connectionSpecification,
    violations: checkSpec(spec).map(({ path, rule, message }) => `${path}: ${rule}: ${message}`),
    command: await stateOf(command, specification),
  };
}

async function stateOf(command: string, specification: string): Promise<Description['command']> {
  const built = await stat(command).catch(() => undefined);
  if (built === undefined) return 'missing';
  return (await stat(specification)).mtimeMs > built.mtimeMs ? 'stale' : 'ready';
}
