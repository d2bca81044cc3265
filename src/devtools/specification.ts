import { readFile } from 'node:fs/promises';
import { completeSpecification } from '../define/complete-specification.ts';
import type { ConnectorSpecification } from '../define/specification.ts';
import type { ConnectorFolder } from './project.ts';

type SpecificationFile = Pick<ConnectorFolder, 'specification'>;

/**
 * Reads a connector's specification and completes it with the settings of all destinations, as its `spec` command prints it.
 * Throws an `Error` with the path of the file if it is missing or no specification.
 */
export async function specificationOf(connector: SpecificationFile): Promise<ConnectorSpecification> {
  const own = await ownSpecificationOf(connector);
  try {
    return completeSpecification(own);
  } catch (thrown) {
    throw new Error(`${connector.specification} is no specification: ${(thrown as Error).message}`);
  }
}

/** Reads a connector's specification as it is in its file. Throws as `specificationOf` does. */
async function ownSpecificationOf({ specification }: SpecificationFile): Promise<ConnectorSpecification> {
  try {
    const own = JSON.parse(await readFile(specification, 'utf8')) as Partial<ConnectorSpecification> | null;
    if (typeof own?.connectionSpecification !== 'object')
      throw new Error('it has no connectionSpecification');
    return own as ConnectorSpecification;
  } catch (thrown) {
    throw new Error(`${specification} cannot be read: ${(thrown as Error).message}`);
  }
}
