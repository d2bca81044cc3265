import { Readable } from 'node:stream';
import { systemClock } from '../clock.ts';
import type { AnyDestination } from '../define/destination.ts';
import { isDeliverable, type PlannedStream } from '../engine/plan.ts';
import { readCatalog, streamKey } from '../protocol/catalog.ts';
import { rejectFiles } from '../rejects/reject-files.ts';
import { type ReplayedStream, replayedMessages, replayedStreams } from '../rejects/replay.ts';
import { forReplay, keptCatalog, otherSettings } from '../rejects/replay-streams.ts';
import type { Connector } from './connector.ts';
import { runSync, type SyncJob } from './run-sync.ts';

/**
 * Delivers files of rejected records, or folders of them, again. Without a catalog, ids are derived as in the sync that stored
 * the records; with one, by the catalog and the current settings. Records that are rejected again are stored again, if the
 * configuration has a reject store.
 */
export async function replay(
  connector: Connector,
  configPath: string,
  paths: readonly string[],
  catalogPath: string | undefined,
): Promise<void> {
  let files: readonly string[] = [];
  let streams: readonly ReplayedStream[] = [];
  const job: SyncJob = {
    streams: async (log) => {
      files = await rejectFiles(paths);
      // All files are read first: a file with other content stops the command before anything is sent.
      streams = await replayedStreams(files, (file) =>
        log.warn(`The last line of ${file} is incomplete and is skipped. The source sends its record again.`),
      );
      return catalogPath === undefined
        ? keptCatalog(streams)
        : forReplay(await readCatalog(catalogPath, process.env), streams);
    },
    planned: (plans, definition) => {
      if (catalogPath === undefined) rejectOtherSettings(plans, streams, definition);
    },
    input: () => Readable.from(replayedMessages(files, systemClock.wall), { objectMode: false }),
  };
  await runSync(connector, configPath, job);
}

function rejectOtherSettings(
  plans: readonly PlannedStream[],
  streams: readonly ReplayedStream[],
  { identitySettings = [], spec }: AnyDestination,
): void {
  const kept = new Map(streams.map((each) => [streamKey(each.name, each.namespace), each]));
  for (const { run, identity, operation } of plans.filter(isDeliverable)) {
    const stream = kept.get(run.key);
    if (!stream?.identity || stream.identity.settings === identity.settings) continue;
    const { properties } = spec.connectionSpecification;
    const names = identitySettings.map((name) => `${properties?.[name]?.title ?? name} (${name})`);
    const { globalId } = operation;
    throw otherSettings(stream, [
      ...names,
      ...(globalId ? [`the Field Mappings (field_mappings) to ${globalId.field}`] : []),
    ]);
  }
}
