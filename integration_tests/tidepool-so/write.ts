import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, lines, record } from '@airbyte-ts/cdk/testing';
import { tidepoolSo } from '../../connectors/destination-tidepool-so/emulator/tidepool-so.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { runConnector } from '../../src/testing/process.ts';
import { connectorCommand } from '../connector-command.ts';
import { emulatorOf } from '../emulators/registry.ts';

const command = connectorCommand('destination-tidepool-so');

export interface Write {
  readonly config?: object;
  readonly streams: readonly {
    readonly name: string;
    readonly columns?: readonly string[];
    readonly more?: object;
  }[];
  readonly records: readonly (readonly [stream: string, data: object])[];
  readonly faults?: FaultPlanInput;
}

/** A sync of the command against an emulator that stores an id once and rejects one that occurs twice in a batch. */
export async function write({ config, streams, records, faults = [] }: Write) {
  const emulator = await startEmulator(tidepoolSo(), { faults });
  const folder = await mkdtemp(join(tmpdir(), 'tidepool-so-'));
  try {
    const [configFile, catalogFile] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
    const quick = { max_requests_per_second: 1_000 };
    const base = emulatorOf('destination-tidepool-so').config(emulator.url);
    await writeFile(configFile, JSON.stringify({ ...base, ...quick, ...config }));
    await writeFile(
      catalogFile,
      catalog(
        streams.map(({ name, columns = [], more }) => ({
          stream: {
            name,
            json_schema: {
              type: 'object',
              properties: Object.fromEntries(columns.map((each) => [each, {}])),
            },
          },
          sync_mode: 'incremental',
          destination_sync_mode: 'append',
          ...more,
        })),
      ),
    );
    const run = await runConnector(command, ['write', '--config', configFile, '--catalog', catalogFile], {
      stdin: lines(
        ...records.map(([name, data]) => record({ name }, data as Readonly<Record<string, unknown>>)),
      ),
    });
    const log = run.messages.flatMap(({ log }) => (log ? [`${log.level} ${log.message}`] : []));
    return {
      exitCode: run.exitCode,
      warnings: log.filter((line) => line.startsWith('WARN')),
      summaries: log.filter((line) => line.includes('received')),
      events: emulator.provider.events.map(({ value }) => value as Readonly<Record<string, string>>),
      requests: emulator.requests.length,
      rejected: emulator.requests.filter(({ status }) => status === 422).length,
    };
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}

export const event = (more: object = {}): object => ({
  timestamp: '2026-01-01T00:00:00Z',
  text: 'Hello',
  ...more,
});
