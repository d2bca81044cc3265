import { Readable } from 'node:stream';
import { systemClock } from '../clock.ts';
import { parseCatalog, readCatalog } from '../protocol/catalog.ts';
import { rejectFiles } from '../rejects/reject-files.ts';
import { replayedMessages, replayedStreams } from '../rejects/replay.ts';
import type { Connector } from './connector.ts';
import { runSync, type WriteOptions } from './write.ts';

/**
 * Delivers files of rejected records, or folders of them, again. Records that are rejected again are kept again, where the
 * configuration says so.
 */
export async function replay(
  connector: Connector,
  configPath: string,
  paths: readonly string[],
  catalogPath: string | undefined,
): Promise<void> {
  let files: readonly string[] = [];
  const job: WriteOptions = {
    streams: async (log) => {
      files = await rejectFiles(paths);
      // All files are read first: one that holds something else stops the command before anything is sent.
      const streams = await replayedStreams(files, (file) =>
        log.warn(`The last line of ${file} is incomplete and is skipped. The source sends its record again.`),
      );
      if (catalogPath !== undefined) return readCatalog(catalogPath, process.env);
      return parseCatalog({
        streams: streams.map((stream) => ({ stream, destination_sync_mode: 'append' })),
      });
    },
    input: () => Readable.from(replayedMessages(files, systemClock.wall), { objectMode: false }),
  };
  await runSync(connector, configPath, job);
}
