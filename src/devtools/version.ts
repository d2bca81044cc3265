import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ConnectorFolder } from './project.ts';

/** Returns the `dockerImageTag` of the connector's metadata; an example without metadata has version 0.0.0. */
export async function versionOf({ folder }: ConnectorFolder): Promise<string> {
  const file = join(folder, 'metadata.yaml');
  if (!existsSync(file)) return '0.0.0';
  return (parse(await readFile(file, 'utf8')) as { data: { dockerImageTag: string } }).data.dockerImageTag;
}
