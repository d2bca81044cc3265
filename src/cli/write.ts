import { readCatalog } from '../protocol/catalog.ts';
import type { Connector } from './connector.ts';
import { type ProcessHost, processHost } from './process-host.ts';
import { runSync } from './run-sync.ts';

/** The files of a sync, and how it runs. */
export interface WriteOptions {
  readonly config: string;
  readonly catalog: string;
  /** File for a report of the sync, if requested. */
  readonly report?: string | undefined;
  /** Prepares and validates the records, and stores nothing at the provider; `false` by default. */
  readonly dryRun?: boolean | undefined;
}

/** Delivers the records on stdin and emits each state when every record before it has an outcome. */
export async function write(
  connector: Connector,
  { config, catalog, report, dryRun = false }: WriteOptions,
  host: ProcessHost = processHost,
): Promise<void> {
  const job = {
    streams: () => readCatalog(catalog, host.env),
    input: host.openStdin,
    isPiped: true,
    isDryRun: dryRun,
    report,
  };
  await runSync(connector, config, job, host);
}
