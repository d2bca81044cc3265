import { readFile } from 'node:fs/promises';
import { completeSpecification } from '../define/complete-specification.ts';
import type { ConnectorSpecification } from '../define/specification.ts';
import type { ConnectorFolder } from './project.ts';

/** Reads a connector's specification and completes it with the settings of all destinations, as its `spec` command prints it. */
export async function specificationOf({
  specification,
}: Pick<ConnectorFolder, 'specification'>): Promise<ConnectorSpecification> {
  return completeSpecification(JSON.parse(await readFile(specification, 'utf8')) as ConnectorSpecification);
}
