import { readCatalog } from '../protocol/catalog.ts';
import type { Connector } from './connector.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { runSync } from './run-sync.ts';

/** Paths of the files of a sync. */
export interface WritePaths {
  readonly config: string;
  readonly catalog: string;
  /** File for a report of the sync, if requested. */
  readonly report?: string | undefined;
}

/** Delivers the records on stdin and emits each state when every record before it has an outcome. */
export async function write(
  connector: Connector,
  { config, catalog, report }: WritePaths,
  host: ProcessHost = processHost,
): Promise<void> {
  const job = {
    streams: () => readCatalog(catalog, host.env),
    input: host.openStdin,
    isPiped: true,
    report,
  };
  await runSync(connector, config, job, host);
}
