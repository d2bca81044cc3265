import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog, lines, record, streamState, streamStatus } from '@airbyte-ts/cdk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Watershed,
  type WatershedOptions,
  watershed,
} from '../../connectors/destination-watershed/emulator/watershed.ts';
import type { LoggedRequest, Moment } from '../../src/emulator/request-log.ts';
import { type RunningEmulator, startEmulator } from '../../src/emulator/server.ts';
import { type Finished, startConnector } from '../../src/testing/process.ts';
import { connectorCommand } from '../connector-command.ts';
import { emulatorOf } from '../emulators/registry.ts';

const stream = { name: 'completions' };
const command = connectorCommand('destination-watershed');

let folder: string;
let emulator: RunningEmulator<Watershed>;
/** Called as requests come and take effect. */
let watch: (moment: Moment, request: LoggedRequest) => void = () => undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watershed-'));
  watch = () => undefined;
});
afterEach(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

const start = async (options: WatershedOptions = {}) => {
  emulator = await startEmulator(watershed(options), { watch: (...moment) => watch(...moment) });
};

type When = (moment: Moment, request: LoggedRequest) => boolean;

interface Job {
  readonly stdin: readonly string[];
  readonly mode?: string;
  readonly numbers?: object;
  readonly config?: object;
  /** Kills the connector at once when this happens. */
  readonly killWhen?: When;
}

/** A sync as a process. */
async function run({
  stdin,
  mode = 'append_dedup',
  numbers = {},
  config = {},
  killWhen,
}: Job): Promise<Finished> {
  const own = {
    poll_interval_seconds: 0.05,
    rows_per_file: 5,
    allow_void: true,
    preview: 'never',
    ...config,
  };
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ ...emulatorOf('destination-watershed').config(emulator.url), ...own }),
  );
  const properties = { record_id: {}, Name: {}, Score: {} };
  const configured = {
    stream: { ...stream, json_schema: { type: 'object', properties } },
    sync_mode: 'full_refresh',
    destination_sync_mode: mode,
    primary_key: [['record_id']],
    ...numbers,
  };
  await writeFile(join(folder, 'catalog.json'), catalog([configured]));
  const args = ['write', '--config', join(folder, 'config.json'), '--catalog', join(folder, 'catalog.json')];
  const running = startConnector(command, args, { stdin: lines(...stdin) });
  watch = (moment, request) => {
    if (killWhen?.(moment, request)) running.kill('SIGKILL');
  };
  return running.finished;
}

const row = (i: number) => record(stream, { record_id: `r-${i}`, Name: `Learner ${i}`, Score: 1 });
/** Records from `from` to 20, with a state after every five. */
const input = (from: number) =>
  Array.from({ length: 20 - from }, (_, n) => n + from).flatMap((i) => [
    row(i),
    ...(i % 5 === 4 ? [streamState(stream, { done: i + 1 }, { id: i + 1 })] : []),
  ]);
const everybody = Array.from({ length: 20 }, (_, i) => `Learner ${i}`).sort();

const statesOf = (end: Finished) =>
  end.messages.filter(({ type }) => type === 'STATE').map(({ state }) => Number(state?.id));
const isUpload: When = (moment, { method, path }) =>
  moment === 'effect' && method === 'POST' && path.endsWith('/csv-import');
const present = () => [...new Set(emulator.provider.rows().map(({ cells }) => cells.Name))].sort();

/** True from the `n`-th time on. */
function nth(n: number, when: When): When {
  let seen = 0;
  return (...moment) => when(...moment) && ++seen >= n;
}

describe('a sync that is killed and resumed from its last state loses nothing and stores nothing twice', () => {
  const moments: readonly (readonly [title: string, when: () => When])[] = [
    ['between the first upload and its import', () => isUpload],
    ['between the third upload and its import', () => nth(3, isUpload)],
    [
      'between an import and its state',
      () =>
        (moment, { method, path }) =>
          moment === 'arrived' &&
          method === 'GET' &&
          path.endsWith('/csv-import') &&
          emulator.provider.imports.length >= 2,
    ],
    [
      'while it asks how far a job is',
      () => nth(4, (moment, { path }) => moment === 'ended' && path.includes('/job/')),
    ],
  ];

  it.each(moments)('%s', async (_, when) => {
    await start({ importMs: 150, visibleAfterMs: 100 });
    const first = await run({ stdin: input(0), killWhen: when() });
    expect(first.signal).toBe('SIGKILL');
    const last = statesOf(first).at(-1) ?? 0;
    const before = present();
    for (let i = 0; i < last; i++) expect(before).toContain(`Learner ${i}`);
    const second = await run({ stdin: input(last) });
    expect(second.exitCode).toBe(0);
    expect(statesOf(second).at(-1)).toBe(20);
    expect(present()).toEqual(everybody);
    expect(emulator.provider.stored).toBe(20);
  });
});

describe('an overwrite that is killed', () => {
  const one = { generation_id: 1, minimum_generation_id: 1, sync_id: 10 };
  const two = { generation_id: 2, minimum_generation_id: 2, sync_id: 11 };
  const overwrite = (names: readonly string[], numbers: object, killWhen?: When) =>
    run({
      mode: 'overwrite',
      numbers,
      config: { rows_per_file: 1 },
      stdin: [
        ...names.map((Name) => record(stream, { record_id: Name, Name, Score: 1 })),
        streamStatus(stream, 'COMPLETE'),
      ],
      ...(killWhen && { killWhen }),
    });

  it('before it voids anything leaves old and new rows, and its next attempt only the new ones', async () => {
    await start({ importMs: 50 });
    await overwrite(['a', 'b'], one);
    const killed = await overwrite(['b', 'c'], two, nth(2, isUpload));
    expect(killed.signal).toBe('SIGKILL');
    expect(present()).toEqual(expect.arrayContaining(['a', 'b']));
    expect(emulator.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
    expect((await overwrite(['b', 'c'], two)).exitCode).toBe(0);
    expect(present()).toEqual(['b', 'c']);
    expect(emulator.provider.stored).toBe(2);
  });

  it('during voiding has all new rows, and the next sync voids the rest', async () => {
    await start({ importMs: 50 });
    await overwrite(['a', 'b', 'c'], one);
    const killed = await overwrite(
      ['c', 'd'],
      two,
      (moment, { method }) => moment === 'effect' && method === 'DELETE',
    );
    expect(killed.signal).toBe('SIGKILL');
    expect(present()).toEqual(expect.arrayContaining(['c', 'd']));
    const three = { generation_id: 3, minimum_generation_id: 3, sync_id: 12 };
    expect((await overwrite(['e'], three)).exitCode).toBe(0);
    expect(present()).toEqual(['e']);
    expect(emulator.provider.stored).toBe(1);
  });
});
