import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCommandRuntime } from '../../cli/command-runtime.ts';
import type { Connector } from '../../cli/connector.ts';
import { destinationOperations } from '../../cli/discover.ts';
import { withFetchedOperations } from '../../cli/fetched-operations.ts';
import { loadConfig, loadDefinition } from '../../cli/load-config.ts';
import type { AnyDestination } from '../../define/destination.ts';
import { type ConnectorFolder, findProject, loadDefault, selectConnector } from '../project.ts';
import { ownSpecificationOf } from '../specification.ts';
import { type Samples, sampleFiles } from './sample-files.ts';
import { type ObjectSchema, sampleRecords } from './sample-records.ts';

/**
 * Returns the records of a connector's `samples.json`; without that file, records made from the schemas of the objects that
 * `discover` lists with this configuration. Throws a `ConnectorError` if the configuration is not valid.
 */
export async function samplesOf(connector: ConnectorFolder, configPath: string): Promise<Samples> {
  const runtime = createCommandRuntime();
  const specification = await ownSpecificationOf(connector);
  const load = async () => (await loadDefault<AnyDestination>(connector, 'index.ts'))!;
  const described: Connector = { name: connector.name, version: '', specification, load };
  const config = await loadConfig(described, configPath, runtime);
  const file = join(connector.folder, 'samples.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Samples;
  const loaded = await loadDefinition(described, config, runtime);
  const definition = await withFetchedOperations(loaded, config, runtime);
  const operations = destinationOperations(definition.operations(config, runtime.context));
  await runtime.close();
  return Object.fromEntries(
    operations.map(({ object_name, json_schema, matching_keys = [] }) => {
      // The fields of a key are not required, but the records are found by one.
      const schema: ObjectSchema = json_schema;
      const required = [...new Set([...(matching_keys[0] ?? []), ...(schema.required ?? [])])];
      return [object_name, sampleRecords({ ...schema, required })];
    }),
  );
}

/** Writes files for `write` with records of each object into a folder; returns the commands that use them. */
export async function writeSample(
  name: string | undefined,
  folder: string,
  config: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const connector = selectConnector(
    findProject(process.cwd()),
    name,
    process.cwd(),
    `airbyte-ts sample ${folder}`,
  );
  await mkdir(folder, { recursive: true });
  const path = (file: string): string => join(folder, file);
  await writeFile(path('config.json'), `${JSON.stringify(config, undefined, 2)}\n`);
  const files = sampleFiles(await samplesOf(connector, path('config.json')), config);
  for (const [file, content] of Object.entries(files)) await writeFile(path(file), content);
  return [
    `npx ${connector.name} check --config ${path('config.json')}`,
    `npx ${connector.name} write --config ${path('config.json')} --catalog ${path('catalog.json')} < ${path('messages.jsonl')}`,
  ];
}
