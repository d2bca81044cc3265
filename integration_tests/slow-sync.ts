import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, fakeClock, lines, record, streamState } from '@airbyte-ts/cdk/testing';
import { mediarithmics } from '../connectors/destination-mediarithmics/emulator/mediarithmics.ts';
import definition from '../connectors/destination-mediarithmics/index.ts';
import { write } from '../src/cli/write.ts';
import type { FaultPlanInput } from '../src/emulator/faults.ts';
import { mulberry32 } from '../src/emulator/mulberry32.ts';
import { startEmulator } from '../src/emulator/server.ts';
import { insideHost } from '../src/testing/inside-host.ts';
import { virtualTime } from '../src/testing/virtual-time.ts';
import { emulatorOf } from './emulators/registry.ts';
import type { Watch } from './faults/target.ts';
import { targets } from './faults/targets.ts';

const NAME = 'destination-mediarithmics';
const target = targets.find(({ name }) => name === NAME)!;
const STREAM = { name: 'visits' };
const connector = { name: NAME, version: '0', specification: definition.spec, load: async () => definition };

export interface SlowSyncOptions {
  /** A terminal for the error output; absent without one. */
  readonly terminal?: { readonly isTTY: boolean };
  /** Messages are typed at a terminal. */
  readonly isTyped?: boolean;
  /** The file of a report. */
  readonly report?: string;
  readonly records?: number;
  readonly faults?: FaultPlanInput;
  readonly config?: object;
}

/** Starts a sync whose documents wait for a job of 100 seconds, on a clock that jumps. */
export async function startSlowSync({
  terminal,
  isTyped = false,
  report,
  records = 1,
  faults = [],
  config = {},
}: SlowSyncOptions) {
  const clock = fakeClock();
  const time = virtualTime(clock);
  let onRequest = (): void => undefined;
  const requested = new Promise<void>((resolve) => {
    onRequest = resolve;
  });
  const watch: Watch = (moment, request) => {
    time.watch(moment, request);
    if (moment === 'effect') onRequest();
  };
  const emulator = await startEmulator(mediarithmics({ pendingMs: 100_000 }), {
    clock,
    watch,
    faults,
  });
  const folder = await mkdtemp(join(tmpdir(), 'slow-sync-'));
  const [configPath, catalogPath] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  await writeFile(configPath, JSON.stringify({ ...emulatorOf(NAME).config(emulator.url), ...config }));
  await writeFile(
    catalogPath,
    catalog([{ stream: { ...STREAM, json_schema: {} }, destination_sync_mode: 'append' } as never]),
  );
  const inside = insideHost({ clock, random: mulberry32(1) });
  if (isTyped) Object.assign(inside.stdin, { isTTY: true });
  const shown: string[] = [];
  const stderr = { ...terminal, columns: 200, write: (text: string) => shown.push(text) };
  const host = { ...inside.host, stderr, memoryBytes: () => 50 * 1024 * 1024 };
  const written = write(connector, { config: configPath, catalog: catalogPath, report }, host);
  const input = Array.from({ length: records }, (_, index) =>
    record(STREAM, target.record(index).data as never),
  );
  inside.stdin.write(lines(...input, streamState(STREAM, { cursor: 1 })));
  return {
    /** Text that was written to the terminal. */
    shown,
    terminate: inside.terminate,
    logs: () => inside.output.messages.flatMap((message) => message.log?.message ?? []),
    /** The messages of its errors. */
    errors: () => inside.output.messages.flatMap((message) => message.trace?.error?.message ?? []),
    /** Saves what was written to stdout. */
    saveLog: (path: string) => writeFile(path, inside.output.lines.map((line) => `${line}\n`).join('')),
    /** Ends the input, and lets time pass until the sync has ended. */
    async end(): Promise<void> {
      inside.stdin.end();
      await time.pass(written);
    },
    /** Lets time pass until the sync has ended. */
    pass: () => time.pass(written),
    /** Lets time pass until a document was sent. */
    sent: () => time.pass(requested),
    async close(): Promise<void> {
      await emulator.close();
      await rm(folder, { recursive: true });
    },
  };
}
