import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandRuntime, createCommandRuntime } from '../../cli/command-runtime.ts';
import type { Connector } from '../../cli/connector.ts';
import { destinationOperations } from '../../cli/discover.ts';
import { withFetchedOperations } from '../../cli/fetched-operations.ts';
import { loadConfig, loadDefinition } from '../../cli/load-config.ts';
import type { AnyDestination } from '../../define/destination.ts';
import type { AnyOperation } from '../../define/operation.ts';
import type { SharedConfig } from '../../define/shared-config.ts';
import { type ConnectorFolder, findProject, loadDefault, selectConnector } from '../project.ts';
import { specificationOf } from '../specification.ts';
import { sampleFaults } from './sample-faults.ts';
import { type ObjectSample, sampleFiles } from './sample-files.ts';
import { type ObjectSchema, sampleRecords } from './sample-records.ts';

type Offer = ReturnType<typeof destinationOperations>[number];
type Records = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Sync modes by preference: append needs nothing, and those at the end need objects that exist. */
const MODES: readonly string[] = ['append', 'append_dedup', 'overwrite', 'update', 'soft_delete'];

/** Samples of a connector's objects, and what the author can do about those that don't fit. */
export interface Samples {
  readonly samples: readonly ObjectSample[];
  readonly notes: readonly string[];
}

/**
 * Returns the records of a connector's `samples.json`; without that file, records made from the schemas of the objects that
 * `discover` lists with this configuration. Throws a `ConnectorError` if the configuration is not valid.
 */
export async function samplesOf(connector: ConnectorFolder, configPath: string): Promise<Samples> {
  const runtime = createCommandRuntime();
  try {
    const specification = await specificationOf(connector);
    const load = async () => (await loadDefault<AnyDestination>(connector, 'index.ts'))!;
    const described: Connector = { name: connector.name, version: '', specification, load };
    const config = await loadConfig(described, configPath, runtime);
    const definition = await loadDefinition(described, config, runtime);
    const file = join(connector.folder, 'samples.json');
    const records = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Records) : undefined;
    const operations = await operationsFor(Object.keys(records ?? {}), { definition, config, runtime });
    const offers = preferred(destinationOperations(operations));
    if (records) return { samples: sorted(records, offers), notes: [] };
    const made = offers.map((offer) => madeSample(offer, operations, connector));
    return { samples: made.map(({ sample }) => sample), notes: made.flatMap(({ notes }) => notes) };
  } finally {
    await runtime.close();
  }
}

/** Asks the provider only for objects that are not known without it. */
async function operationsFor(
  objects: readonly string[],
  {
    definition,
    config,
    runtime,
  }: {
    readonly definition: AnyDestination;
    readonly config: SharedConfig;
    readonly runtime: CommandRuntime;
  },
): Promise<readonly AnyOperation[]> {
  const known = definition.operations(config, runtime.context);
  const areKnown = objects.every((object) => known.some((operation) => operation.object === object));
  if (objects.length > 0 && areKnown) return known;
  return (await withFetchedOperations(definition, config, runtime)).operations(config, runtime.context);
}

/** Returns the preferred mode of each object. */
function preferred(offers: readonly Offer[]): readonly Offer[] {
  const rank = ({ sync_mode }: Offer): number => MODES.indexOf(sync_mode);
  const chosen = new Map<string, Offer>();
  for (const offer of offers) {
    const best = chosen.get(offer.object_name);
    if (best === undefined || rank(offer) < rank(best)) chosen.set(offer.object_name, offer);
  }
  return [...chosen.values()];
}

const keyOf = ({ matching_keys = [] }: Offer): readonly string[] => matching_keys[0] ?? [];

function sorted(records: Records, offers: readonly Offer[]): readonly ObjectSample[] {
  return Object.entries(records).map(([object, own]) => {
    const offer = offers.find(({ object_name }) => object_name === object);
    return { object, records: own, mode: offer?.sync_mode ?? 'append', key: offer ? keyOf(offer) : [] };
  });
}

function madeSample(
  offer: Offer,
  operations: readonly AnyOperation[],
  { folder }: ConnectorFolder,
): { readonly sample: ObjectSample; readonly notes: readonly string[] } {
  const { object_name: object, sync_mode: mode } = offer;
  const schema: ObjectSchema = offer.json_schema;
  // The fields of a key are not required, but the records are found by one.
  const required = [...new Set([...keyOf(offer), ...(schema.required ?? [])])];
  const complete = { ...schema, required };
  const records = sampleRecords(complete);
  const operation = operations.find(
    (each) => each.object === object && each.syncModes.includes(mode as never),
  );
  const notes = [...sampleFaults(records, complete, operation)].map(
    ([field, fault]) =>
      `No sample of ${[object, field].filter(Boolean).join('.')} fits its schema (${fault}). Give the field examples, as in z.string().meta({ examples: ['…'] }), or write records of each object into ${join(folder, 'samples.json')}: { "${object}": [{ … }] }`,
  );
  return { sample: { object, mode, key: keyOf(offer), records }, notes };
}

/**
 * Writes files for `write` with records of each object into a folder; returns the commands that use them, and notes. The commands
 * share a configuration, which a command may change (`Context.updateConfig`).
 */
export async function writeSample(
  name: string | undefined,
  folder: string,
  config: Readonly<Record<string, unknown>>,
): Promise<{ readonly commands: readonly string[]; readonly notes: readonly string[] }> {
  const connector = selectConnector(
    findProject(process.cwd()),
    name,
    process.cwd(),
    `airbyte-ts sample ${folder}`,
  );
  await mkdir(folder, { recursive: true });
  const path = (file: string): string => join(folder, file);
  await writeFile(path('config.json'), `${JSON.stringify(config, undefined, 2)}\n`);
  const { samples, notes } = await samplesOf(connector, path('config.json'));
  const files = sampleFiles(samples, config);
  for (const [file, content] of Object.entries(files)) await writeFile(path(file), content);
  const commands = [
    `npx ${connector.name} check --config ${path('config.json')}`,
    `npx ${connector.name} write --config ${path('config.json')} --catalog ${path('catalog.json')} < ${path('messages.jsonl')}`,
  ];
  const update =
    `If a command prints a CONTROL message, put its control.connectorConfig.config into ${path('config.json')} before the next ` +
    'command, as the platform does: the provider may have replaced a token.';
  return { commands, notes: [update, ...notes] };
}
