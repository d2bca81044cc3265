import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { checkShape } from '../../testing/metadata/shape.ts';
import type { ConnectorFolder } from '../project.ts';
import { specificationOf } from '../specification.ts';
import {
  type DestinationDefinition,
  destinationDefinition,
  type RegistryMetadata,
} from './destination-definition.ts';
import { mergedRegistry, parseRegistry, registryText } from './merge-registry.ts';

/** Options of `airbyte-ts registry`. */
export interface RegistryOptions {
  /** Folder of the registry. */
  readonly output: string;
  /** A saved registry, whose other entries are kept. */
  readonly base?: string;
}

/** A definition, and the connector's page for users. */
interface Registered {
  readonly definition: DestinationDefinition;
  readonly page: string;
}

/**
 * Writes the files that the open-source platform reads below CONNECTOR_REGISTRY_BASE_URL: `registries/v0/oss_registry.json`, and
 * for each connector `metadata/<repository>/<tag>/oss.json` and `doc.md`. Says what it wrote. Makes no request. Throws an `Error`
 * with a remedy, and writes nothing then, if a connector can't be registered or `base` is not a registry.
 */
export async function writeRegistry(
  connectors: readonly ConnectorFolder[],
  { output, base }: RegistryOptions,
  say: (line: string) => void,
): Promise<void> {
  const registered: Registered[] = [];
  for (const connector of connectors) registered.push(await registeredOf(connector));
  const definitions = registered.map(({ definition }) => definition);
  checkDistinct(definitions);
  const before =
    base === undefined
      ? { sources: [], destinations: [] }
      : parseRegistry(await readAs(base, 'Save a copy of oss_registry.json first.'), base);
  const write = async (file: string, text: string): Promise<void> => {
    const path = join(output, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    say(`wrote ${path}`);
  };
  await write('registries/v0/oss_registry.json', registryText(mergedRegistry(before, definitions)));
  for (const { definition, page } of registered) {
    const folder = `metadata/${definition.dockerRepository}/${definition.dockerImageTag}`;
    await write(`${folder}/oss.json`, `${JSON.stringify(definition, null, 2)}\n`);
    await write(`${folder}/doc.md`, page);
  }
  if (base === undefined)
    say(
      "The registry has only these connectors, and a platform that reads it knows no others: pass a copy of Airbyte's own with --base to keep them.",
    );
}

async function registeredOf(connector: ConnectorFolder): Promise<Registered> {
  const { folder, name } = connector;
  const metadata = await metadataOf(folder);
  if (!metadata.registryOverrides.oss.enabled)
    throw new Error(
      `${join(folder, 'metadata.yaml')} has registryOverrides.oss.enabled: false, so ${name} is in no registry of the open-source platform. Set it to true, or name other connectors.`,
    );
  return {
    definition: destinationDefinition(metadata, await specificationOf(connector)),
    page: await readAs(join(folder, 'README.md'), 'The platform shows it as the page of the connector.'),
  };
}

/** Reads the metadata of a connector. Throws an `Error` with each violation if it has not the shape that a registry takes. */
async function metadataOf(folder: string): Promise<RegistryMetadata> {
  const file = join(folder, 'metadata.yaml');
  const text = await readAs(
    file,
    'A registry takes the id, the image and the features of a connector from it.',
  );
  let metadata: unknown;
  try {
    metadata = parse(text);
  } catch (thrown) {
    throw new Error(`${file} is not YAML: ${(thrown as Error).message}`);
  }
  const violations = checkShape(metadata);
  if (violations.length > 0)
    throw new Error(violations.map(({ path, message }) => `${folder} ${path}: ${message}`).join('\n'));
  return (metadata as { readonly data: RegistryMetadata }).data;
}

/** The platform fails to read a registry in which two definitions have one id, and finds documentation by the image. */
function checkDistinct(definitions: readonly DestinationDefinition[]): void {
  const seen = new Map<string, string>();
  for (const { name, destinationDefinitionId, dockerRepository } of definitions)
    for (const key of [
      `definitionId ${destinationDefinitionId.toLowerCase()}`,
      `dockerRepository ${dockerRepository}`,
    ]) {
      const other = seen.get(key);
      if (other !== undefined)
        throw new Error(
          `${other} and ${name} have the same ${key}. Correct the metadata.yaml of one of them.`,
        );
      seen.set(key, name);
    }
}

/** Reads a file. Throws an `Error` with a remedy, or the use of the file, if it does not exist. */
async function readAs(file: string, use: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const fault = code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`;
    throw new Error(`${file} ${fault}. ${use}`);
  }
}
