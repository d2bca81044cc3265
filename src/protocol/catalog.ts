import { readFile } from 'node:fs/promises';
import { configError, type StreamDescriptor } from '../errors.ts';
import { isObject } from './reader.ts';

export const SYNC_MODES = ['append', 'append_dedup', 'overwrite', 'update', 'soft_delete'] as const;

export type SyncMode = (typeof SYNC_MODES)[number];

/** A stream of the configured catalog, as far as a destination needs it. */
export interface ConfiguredStream {
  readonly descriptor: StreamDescriptor;
  readonly syncMode: SyncMode;
  /** The object the user mapped the stream to, where the platform has a mapping form. */
  readonly objectName: string | undefined;
  /** Paths into a record, empty when the stream has no key. */
  readonly primaryKey: readonly (readonly string[])[];
  /** Top-level columns that the schema declares, in its order. */
  readonly columns: readonly string[];
  /** Absent when the platform does not send generations; then it sends no stream status either. */
  readonly generation: { readonly id: number; readonly minimum: number } | undefined;
  readonly syncId: number | undefined;
}

/** Reads the configured catalog. Throws a config error that names the file and what is wrong with it. */
export async function readCatalog(path: string): Promise<readonly ConfiguredStream[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw configError(`The catalog file ${path} can't be read. Check the path given with --catalog.`, {
      code: 'ERR_CATALOG_UNREADABLE',
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw configError(`The catalog file ${path} is not JSON.`, { code: 'ERR_CATALOG_NOT_JSON' });
  }
  return parseCatalog(value);
}

export function parseCatalog(value: unknown): readonly ConfiguredStream[] {
  if (!isObject(value) || !Array.isArray(value.streams))
    throw catalogError('has no list of streams; a configured catalog is {"streams": […]}');
  const streams = value.streams.map(configuredStream);
  const seen = new Set<string>();
  for (const { descriptor } of streams) {
    const key = streamKey(descriptor.name, descriptor.namespace);
    if (seen.has(key)) throw catalogError(`names the stream ${nameOf(descriptor)} twice`);
    seen.add(key);
  }
  return streams;
}

/** One text per stream. A null namespace and an absent one are the same; the empty string is another. */
export function streamKey(name: string, namespace: string | null | undefined): string {
  return namespace === null || namespace === undefined ? name : `${namespace}\u0000${name}`;
}

/** A stream as a person reads it. */
export function nameOf(stream: StreamDescriptor): string {
  return stream.namespace ? `"${stream.namespace}.${stream.name}"` : `"${stream.name}"`;
}

function configuredStream(value: unknown, index: number): ConfiguredStream {
  const stream = isObject(value) ? value.stream : undefined;
  if (!isObject(value) || !isObject(stream) || typeof stream.name !== 'string')
    throw catalogError(`has no stream name in its entry ${index + 1}`);
  const namespace = stream.namespace;
  const descriptor: StreamDescriptor = {
    name: stream.name,
    ...((typeof namespace === 'string' || namespace === null) && { namespace }),
  };
  const mode = value.destination_sync_mode;
  if (!SYNC_MODES.includes(mode as SyncMode))
    throw catalogError(
      `asks for the unknown sync mode ${JSON.stringify(mode)} of the stream ${nameOf(descriptor)}`,
    );
  if (value.include_files === true)
    throw configError(
      `The stream ${nameOf(descriptor)} includes files, which this destination does not take. Turn off file transfer for it.`,
      { code: 'ERR_FILES', stream: descriptor },
    );
  const objectName = value.destination_object_name;
  const schema = stream.json_schema;
  const properties = isObject(schema) ? schema.properties : undefined;
  return {
    descriptor,
    syncMode: mode as SyncMode,
    objectName: typeof objectName === 'string' && objectName !== '' ? objectName : undefined,
    primaryKey: primaryKeyOf(value.primary_key),
    columns: isObject(properties) ? Object.keys(properties) : [],
    generation: generationOf(value),
    syncId: typeof value.sync_id === 'number' ? value.sync_id : undefined,
  };
}

function primaryKeyOf(value: unknown): readonly (readonly string[])[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((path: unknown) => (Array.isArray(path) ? path.filter((part) => typeof part === 'string') : []))
    .filter((path) => path.length > 0);
}

function generationOf(value: Readonly<Record<string, unknown>>): ConfiguredStream['generation'] {
  const id = value.generation_id;
  if (typeof id !== 'number') return undefined;
  const minimum = value.minimum_generation_id;
  return { id, minimum: typeof minimum === 'number' ? minimum : 0 };
}

function catalogError(problem: string): Error {
  return configError(`The configured catalog ${problem}. Save the connection again, or mend the file.`, {
    code: 'ERR_CATALOG',
  });
}
