import type { AnyDestination } from '../define/destination.ts';
import type { Log } from '../define/log.ts';
import type { SharedConfig } from '../define/shared-config.ts';
import type { ConfiguredStream } from '../protocol/catalog.ts';
import type { CommandRuntime } from './command-runtime.ts';
import type { Connector } from './connector.ts';
import { withFetchedOperations } from './fetched-operations.ts';
import { loadConfig, loadDefinition } from './load-config.ts';

/** What the configuration and the catalog of a sync define. */
export interface SyncSetup {
  readonly config: SharedConfig;
  readonly definition: AnyDestination;
  readonly streams: readonly ConfiguredStream[];
}

export interface SyncSetupOptions {
  readonly connector: Connector;
  /** Path of the configuration. */
  readonly configPath: string;
  readonly readStreams: (log: Log) => Promise<readonly ConfiguredStream[]>;
  /** Ends the requests for the setup: nothing has been read that could still be delivered. */
  readonly terminate: AbortSignal;
}

/** Reads the configuration and the catalog, and fetches the operations that the provider defines. */
export async function loadSyncSetup(
  { connector, configPath, readStreams, terminate }: SyncSetupOptions,
  runtime: CommandRuntime,
): Promise<SyncSetup> {
  const read = await loadConfig(connector, configPath, runtime);
  const streams = await readStreams(runtime.log);
  const loaded = await loadDefinition(connector, read, runtime);
  const definition = await withFetchedOperations(loaded, read, runtime, {
    clock: runtime.context.clock,
    terminate,
  });
  return { config: runtime.liveConfig.current, definition, streams };
}
