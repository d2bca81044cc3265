import { readFile, stat } from 'node:fs/promises';
import { completeSpecification } from '../../define/complete-specification.ts';
import type { ConnectorSpecification } from '../../define/specification.ts';
import { checkSpec } from '../../testing/spec-rules.ts';
import type { ConnectorFolder } from '../project.ts';
import type { Description } from './description.ts';

/** Reads the specification of a connector. Throws an `Error` with the path of the file if it is missing or no JSON. */
export async function describeConnector(
  { name, specification }: ConnectorFolder,
  command: string,
): Promise<Description> {
  const spec = completeSpecification(await ownSpecification(specification));
  return {
    connector: name,
    schema: spec.connectionSpecification,
    violations: checkSpec(spec).map(({ path, rule, message }) => `${path}: ${rule}: ${message}`),
    command: await stateOf(command, specification),
  };
}

async function ownSpecification(file: string): Promise<ConnectorSpecification> {
  try {
    const own = JSON.parse(await readFile(file, 'utf8')) as Partial<ConnectorSpecification> | null;
    if (typeof own?.connectionSpecification !== 'object')
      throw new Error('it has no connectionSpecification');
    return own as ConnectorSpecification;
  } catch (thrown) {
    throw new Error(`${file} cannot be read: ${(thrown as Error).message}`);
  }
}

async function stateOf(command: string, specification: string): Promise<Description['command']> {
  const built = await stat(command).catch(() => undefined);
  if (built === undefined) return 'missing';
  return (await stat(specification)).mtimeMs > built.mtimeMs ? 'stale' : 'ready';
}
