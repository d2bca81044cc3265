import { readFileSync } from 'node:fs';
import { completeSpecification } from '../../define/complete-specification.ts';
import type { ConnectorSpecification } from '../../define/specification.ts';

/** Returns the complete specification of a connector of this repository, as its `spec` command prints it. */
export function readSpecification(name: string): ConnectorSpecification {
  const file = new URL(`../../../spec/${name}.json`, import.meta.url);
  return completeSpecification(JSON.parse(readFileSync(file, 'utf8')) as ConnectorSpecification);
}
