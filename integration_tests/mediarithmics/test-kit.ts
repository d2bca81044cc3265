import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, lines, record, streamState } from '@airbyte-ts/cdk/testing';
import {
  type Mediarithmics,
  mediarithmics,
} from '../../connectors/destination-mediarithmics/emulator/mediarithmics.ts';
import type { MediarithmicsOptions } from '../../connectors/destination-mediarithmics/emulator/options.ts';
import type { FaultPlanInput } from '../../src/emulator/faults.ts';
import type { LoggedRequest } from '../../src/emulator/request-log.ts';
import { type RunningEmulator, startEmulator } from '../../src/emulator/server.ts';
import { type Finished, startConnector } from '../../src/testing/process.ts';
import { connectorCommand } from '../connector-command.ts';
import { emulatorOf } from '../emulators/registry.ts';

const command = connectorCommand('destination-mediarithmics');
const START = 1_700_000_000_000;

export interface Setup {
  readonly emulator?: MediarithmicsOptions;
  readonly faults?: FaultPlanInput;
  readonly config?: object;
  readonly mode?: 'append' | 'append_dedup';
  /** Name of the stream, which determines the type of its documents. */
  readonly type?: string;
}

/** Runs the connector as a process like the platform, against an emulator that is kept for several runs. */
export async function startSyncs(setup: Setup = {}) {
  const { mode = 'append', type = 'USER_ACTIVITY' } = setup;
  let onEffect: ((request: LoggedRequest) => void) | undefined;
  const emulator: RunningEmulator<Mediarithmics> = await startEmulator(
    mediarithmics({ pendingMs: 30, runningMs: 30, ...setup.emulator }),
    {
      ...(setup.faults && { faults: setup.faults }),
      watch: (moment, request) => moment === 'effect' && onEffect?.(request),
    },
  );
  const folder = await mkdtemp(join(tmpdir(), 'mediarithmics-'));
  const [configFile, catalogFile] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  const config = emulatorOf('destination-mediarithmics').config(emulator.url);
  await writeFile(configFile, JSON.stringify({ ...config, poll_interval_seconds: 0.02, ...setup.config }));
  const stream = { name: type, json_schema: {} };
  await writeFile(
    catalogFile,
    catalog([{ stream, sync_mode: 'incremental', destination_sync_mode: mode, primary_key: [['id']] }]),
  );
  const args = ['write', '--config', configFile, '--catalog', catalogFile];

  /** Runs a sync of these records, with a state after every tenth. Kills it at the n-th matching effect. */
  const sync = async (
    records: readonly object[],
    options: { readonly from?: number; readonly killAt?: (effect: string) => boolean } = {},
  ): Promise<Finished & { readonly states: number[] }> => {
    const { from = 0, killAt } = options;
    const input = records.flatMap((data, i) => {
      const n = i + 1;
      const isBoundary = n % 10 === 0 || n === records.length;
      return i < from
        ? []
        : [record(stream, { ...data }), ...(isBoundary ? [streamState(stream, { n })] : [])];
    });
    const running = startConnector(command, args, { stdin: lines(...input) });
    onEffect = ({ effect }) => {
      if (effect && killAt?.(effect.what)) running.kill('SIGKILL');
    };
    const end = await running.finished;
    onEffect = undefined;
    const states = end.messages.flatMap(({ type: of, state }) =>
      of === 'STATE'
        ? [(state as unknown as { stream: { stream_state: { n: number } } }).stream.stream_state.n]
        : [],
    );
    return { ...end, states };
  };

  return {
    sync,
    emulator,
    provider: emulator.provider,
    async close() {
      await emulator.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Visits without a key: only `id` distinguishes them. */
export const visits = (count: number): object[] =>
  Array.from({ length: count }, (_, id) => ({
    ...{ id, $user_account_id: `crm-${id % 7}`, $type: 'TOUCH', $ts: START + id * 1_000 },
    $events: [{ $event_name: 'visit' }],
  }));

/** Returns the first TRACE ERROR of a run. */
export const errorOf = ({ messages }: Finished) =>
  messages.find(({ trace }) => trace?.type === 'ERROR')?.trace?.error;
