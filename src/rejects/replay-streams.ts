import { type ConnectorError, configError } from '../errors.ts';
import { type ConfiguredStream, nameOf, parseCatalog, streamKey } from '../protocol/catalog.ts';
import type { ReplayedStream } from './replay.ts';

/** Advice for files and configurations from which the ids of the sync can't be derived. */
const WITH_CATALOG = 'pass the configured catalog of the connection: --catalog catalog.json';

/** Returns the catalog of a replay from the identities in the files. Throws a config error for a file without them. */
export function keptCatalog(streams: readonly ReplayedStream[]): readonly ConfiguredStream[] {
  const byKey = new Map<string, ReplayedStream>();
  for (const stream of streams) {
    if (!stream.identity) throw withoutIdentity(stream);
    const key = streamKey(stream.name, stream.namespace);
    const before = byKey.get(key);
    if (before && JSON.stringify(before.identity) !== JSON.stringify(stream.identity))
      throw differing(before, stream);
    byKey.set(key, stream);
  }
  const entries = [...byKey.values()].map(({ name, namespace, identity }) => ({
    stream: { name, namespace },
    destination_sync_mode: identity?.syncMode,
    primary_key: identity?.primaryKey,
    destination_object_name: identity?.object,
  }));
  return forReplay(parseCatalog({ streams: entries }), streams);
}

/**
 * Streams as a replay delivers them: its records belong to no generation, and no status will say that they are complete. Throws a
 * config error where one with rejected records has the sync mode `overwrite`.
 */
export function forReplay(
  streams: readonly ConfiguredStream[],
  replayed: readonly Pick<ReplayedStream, 'name'>[],
): readonly ConfiguredStream[] {
  const names = new Set(replayed.map(({ name }) => name));
  const replacing = streams.find(
    ({ syncMode, descriptor }) => syncMode === 'overwrite' && names.has(descriptor.name),
  );
  if (replacing) throw overwriting(replacing);
  return streams.map((stream) => ({ ...stream, generation: undefined, syncId: undefined }));
}

function withoutIdentity(stream: ReplayedStream): ConnectorError {
  return configError(
    `${stream.file} does not say by which primary key and in which sync mode the records of the stream ${nameOf(stream)} were written: an ` +
      `earlier version of the connector kept them. With other ids they could be stored twice; ${WITH_CATALOG}`,
    { code: 'ERR_REPLAY_IDENTITY' },
  );
}

function differing(one: ReplayedStream, other: ReplayedStream): ConnectorError {
  const where = one.file === other.file ? one.file : `${one.file} and ${other.file}`;
  return configError(
    `The records of the stream ${nameOf(one)} in ${where} were rejected under different primary keys, sync modes or settings. Replay the files ` +
      `one by one, or ${WITH_CATALOG}`,
    { code: 'ERR_REPLAY_IDENTITY' },
  );
}

/** Rejected records of an overwriting sync come again with the next one. */
function overwriting({ descriptor }: ConfiguredStream): ConnectorError {
  return configError(
    `The stream ${nameOf(descriptor)} is in the sync mode "overwrite", and a replay would replace all of it with the rejected records. Run the ` +
      'sync again: it sends every record. To append the rejected records instead, pass a catalog in which the stream has the sync mode "append".',
    { code: 'ERR_REPLAY_OVERWRITE', stream: descriptor },
  );
}

/** The settings that ids depend on are others than in the sync. `names` are their titles and keys. */
export function otherSettings(stream: ReplayedStream, names: readonly string[]): ConnectorError {
  return configError(
    `The records of the stream ${nameOf(stream)} in ${stream.file} were rejected under other settings that determine their ids: ` +
      `${names.join(', ')}. Give these the values that they had in the sync. To use the ids of the current settings instead, ${WITH_CATALOG}`,
    { code: 'ERR_REPLAY_IDENTITY' },
  );
}
