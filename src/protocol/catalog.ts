import { SYNC_MODES, type SyncMode } from '../define/sync-mode.ts';
import type { Environment } from '../environment.ts';
import { configError, type StreamDescriptor } from '../errors.ts';
import { isObject } from '../json.ts';
import { formatChoices } from '../text/format-list.ts';
import { readTextFile } from '../text/read-text-file.ts';
import { jobNumbers } from './job-numbers.ts';
import { primaryKeyOf } from './primary-key.ts';

/** Modes that find an object by its key: they need a primary key for the stream and its values in each record. */
const KEYED: ReadonlySet<SyncMode> = new Set(['append_dedup', 'update', 'soft_delete']);

export const needsKey = (mode: SyncMode): boolean => KEYED.has(mode);

/** Characters of an unknown name that a message repeats; a longer text would make it unreadable. */
const MAX_NAME = 100;

/** The parts of a stream's entry in the configured catalog that a destination needs. */
export interface ConfiguredStream {
  readonly descriptor: StreamDescriptor;
  readonly syncMode: SyncMode;
  /** Object that the user mapped the stream to; undefined if the platform has no mapping form. */
  readonly objectName: string | undefined;
  /** Paths into a record; empty if the stream has no key. If none was chosen in a mode that needs one, the source's key. */
  readonly primaryKey: readonly (readonly string[])[];
  /** JSON Schema of the columns; `{}` without one. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** Top-level columns that the schema declares, in its order. */
  readonly columns: readonly string[];
  /** Absent when the platform does not send generations; then it sends no stream status either. */
  readonly generation: { readonly id: number; readonly minimum: number } | undefined;
  /** Number of the platform's job, the same for all its attempts: `sync_id`, else the variable `WORKER_JOB_ID`. */
  readonly syncId: number | undefined;
  /** Whether the client numbers every sync and every generation 1, as PyAirbyte does: the numbers do not distinguish syncs. */
  readonly hasPlaceholderNumbers: boolean;
}

/** Reads the configured catalog. Throws a config error that names the file and what is wrong with it. */
export async function readCatalog(
  path: string,
  environment: Environment,
): Promise<readonly ConfiguredStream[]> {
  let text: string;
  try {
    text = await readTextFile(path);
  } catch (cause) {
    throw configError(`The catalog file ${path} can't be read. Check the path given with --catalog.`, {
      code: 'ERR_CATALOG_FILE',
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw configError(
      `The catalog file ${path} is not JSON. Give a configured catalog: a JSON object with a list of streams.`,
      { code: 'ERR_CATALOG_FILE' },
    );
  }
  return parseCatalog(value, environment);
}

/** Validates a parsed configured catalog. `environment` may contain the number of the platform's job. Throws a config error. */
export function parseCatalog(value: unknown, environment: Environment = {}): readonly ConfiguredStream[] {
  if (!isObject(value) || !Array.isArray(value.streams))
    throw catalogError('has no list of streams; a configured catalog is {"streams": […]}');
  const streams = value.streams.map((each, index) => configuredStream(each, index, environment));
  const seen = new Set<string>();
  for (const { descriptor } of streams) {
    const key = streamKey(descriptor.name, descriptor.namespace);
    if (seen.has(key)) throw catalogError(`names the stream ${nameOf(descriptor)} twice`);
    seen.add(key);
  }
  return streams;
}

/** Returns one text per stream. A null namespace equals an absent one; the empty string is another namespace. */
export function streamKey(name: string, namespace: string | null | undefined): string {
  return namespace === null || namespace === undefined ? name : `${namespace}\u0000${name}`;
}

/** Formats a stream for messages. */
export function nameOf(stream: StreamDescriptor): string {
  return stream.namespace ? `"${stream.namespace}.${stream.name}"` : `"${stream.name}"`;
}

function configuredStream(value: unknown, index: number, environment: Environment): ConfiguredStream {
  const stream = isObject(value) ? value.stream : undefined;
  if (!isObject(value) || !isObject(stream) || typeof stream.name !== 'string')
    throw catalogError(`has no stream name in its entry ${index + 1}`);
  const namespace = stream.namespace;
  const descriptor: StreamDescriptor = {
    name: stream.name,
    ...((typeof namespace === 'string' || namespace === null) && { namespace }),
  };
  const mode = value.destination_sync_mode;
  if (!SYNC_MODES.includes(mode as SyncMode)) throw noSyncMode(mode, descriptor);
  if (value.include_files === true)
    throw configError(
      `The stream ${nameOf(descriptor)} includes files, which this destination does not support. Turn off file transfer for it.`,
      { code: 'ERR_FILES', stream: descriptor },
    );
  const objectName = value.destination_object_name;
  const jsonSchema = isObject(stream.json_schema) ? stream.json_schema : {};
  const { properties } = jsonSchema;
  const columns = isObject(properties) ? Object.keys(properties) : [];
  const primaryKey = primaryKeyOf(value, stream, needsKey(mode as SyncMode) ? columns : undefined);
  if (primaryKey === undefined)
    throw catalogError(
      `has a primary_key for the stream ${nameOf(descriptor)} that is not a list of column paths, such as [["id"]]`,
    );
  return {
    descriptor,
    syncMode: mode as SyncMode,
    objectName: typeof objectName === 'string' && objectName !== '' ? objectName : undefined,
    primaryKey,
    jsonSchema,
    columns,
    generation: generationOf(value),
    ...jobNumbers(value, environment),
  };
}

function noSyncMode(mode: unknown, stream: StreamDescriptor): Error {
  const problem =
    typeof mode === 'string'
      ? `asks for the unknown sync mode "${mode.slice(0, MAX_NAME)}" (destination_sync_mode) of`
      : 'names no sync mode (destination_sync_mode) for';
  return catalogError(`${problem} the stream ${nameOf(stream)}; it is one of ${formatChoices(SYNC_MODES)}`);
}

function generationOf(value: Readonly<Record<string, unknown>>): ConfiguredStream['generation'] {
  const id = value.generation_id;
  if (typeof id !== 'number') return undefined;
  const minimum = value.minimum_generation_id;
  return { id, minimum: typeof minimum === 'number' ? minimum : 0 };
}

function catalogError(problem: string): Error {
  return configError(`The configured catalog ${problem}. Save the connection again, or correct the file.`, {
    code: 'ERR_CATALOG',
  });
}
