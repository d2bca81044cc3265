import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, record, streamState } from '@airbyte-ts/cdk/testing';
import { startEmulator } from '../../src/emulator/server.ts';
import { emulatorOf } from '../emulators/registry.ts';
import type { Target } from '../faults/target.ts';
import { targets } from '../faults/targets.ts';

/** How long the emulated provider takes for a request: what a network of some hundred kilometres adds. */
const LATENCY_MS = 50;
interface Setup {
  /** Options with which the emulator needs little memory. */
  readonly options?: object;
  /** Settings without the limit that a user sets. */
  readonly config?: object;
  readonly records: number;
}

const SETUPS: Readonly<Record<string, Setup>> = {
  'destination-tidepool-so': {
    options: { keep: 'counts', dedupe: false },
    config: { max_requests_per_second: 10_000 },
    records: 400_000,
  },
  'destination-tidepool-data': { options: { keep: 'keys' }, records: 100_000 },
  'destination-tidepool-metrics': { records: 6_000 },
  'destination-mediarithmics': {
    options: { keep: 'counts', dedupe: false, pendingMs: 0, runningMs: 0 },
    records: 200_000,
  },
  'destination-watershed': { options: { keepRows: false }, records: 100_000 },
};
const PART = 1_000;

/** Measures what one process of each connector carries: records a second, CPU and memory. Prints a table in Markdown. */
process.stdout.write(
  '| Connector | Records a second | Requests a second | CPU, of one core | Memory at most |\n| :-- | --: | --: | --: | --: |\n',
);
for (const target of targets) process.stdout.write(await row(target));

async function row(target: Target): Promise<string> {
  const { name } = target;
  const { options, config, records } = SETUPS[name]!;
  const entry = emulatorOf(name);
  const emulator = await startEmulator(entry.create(options as never), {
    latencyMs: LATENCY_MS,
    keepRequests: 0,
  });
  const folder = await mkdtemp(join(tmpdir(), 'scaling-'));
  try {
    const files = { config: join(folder, 'config.json'), catalog: join(folder, 'catalog.json') };
    await writeFile(files.config, JSON.stringify({ ...entry.config(emulator.url), ...config }));
    await writeFile(files.catalog, catalogOf(target));
    const { log, times } = await run(target, records, [
      ...['write', '--config', files.config, '--catalog', files.catalog],
    ]);
    const [, took = 0, delivered = 0, requests = 0, memory = 0] =
      /took ([\d.]+) s: .*delivered (\d+),.*requests (\d+),.*memory (\d+) MiB/.exec(log)?.map(Number) ?? [];
    if (delivered !== records)
      throw new Error(`${name} delivered ${delivered} of ${records} records:\n${log}`);
    const cpu = Math.round((times / took) * 100);
    return `| ${name} | ${Math.round(records / took)} | ${Math.round(requests / took)} | ${cpu} % | ${memory} MiB |\n`;
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}

function catalogOf({ streams, object: { properties } }: Target): string {
  const [name] = streams;
  const stream = { name, json_schema: { type: 'object', properties } };
  return catalog([{ stream, sync_mode: 'incremental', destination_sync_mode: 'append' } as never]);
}

/** Runs the command, and returns its log and the seconds of CPU that it used. */
async function run(
  { command, streams, record: make }: Target,
  records: number,
  args: readonly string[],
): Promise<{ readonly log: string; readonly times: number }> {
  // The shell prints the CPU time of the connector, which Node does not know of a child.
  const child = spawn('sh', ['-c', '"$@"; times >&2', 'sh', ...command, ...args]);
  const closed = once(child, 'close');
  let [log, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const [name] = streams;
  for (let from = 0; from < records; from += PART) {
    const lines = Array.from({ length: PART }, (_, i) => record({ name }, make(from + i).data as never));
    const text = [...lines, streamState({ name }, { cursor: from })].map((line) => `${line}\n`).join('');
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await closed;
  const [user = 0, system = 0] = [
    ...(errors.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g),
  ].map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds));
  return { log, times: user + system };
}
