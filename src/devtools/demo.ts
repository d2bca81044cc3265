import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Demo } from '../emulator/demo.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { startEmulator } from '../emulator/server.ts';
import { isConfigUpdate } from '../testing/acceptance/config-update.ts';
import { configUpdates } from '../testing/stored-configs.ts';
import { loadDefaults, type Project } from './project.ts';

/**
 * Shows a sync from end to end against the emulator of the provider on this machine. Throws an `Error` if there is no such
 * demo, the connector is not built, or a command fails.
 */
export async function demo(project: Project, name: string | undefined): Promise<void> {
  const demos = await loadDefaults<Demo>(project, 'integration_tests/demo.ts');
  const chosen = name ?? Object.keys(demos)[0] ?? '';
  const shown = demos[chosen];
  const emulator = (await loadDefaults<Emulator>(project, 'emulator/index.ts'))[chosen];
  if (!shown || !emulator)
    throw new Error(`There is no ${chosen} to show. Choose one of: ${Object.keys(demos).join(', ')}.`);
  const command = join(project.root, 'dist', `${chosen}.js`);
  if (!existsSync(command)) throw new Error(`${command} does not exist. Build it first: airbyte-ts build`);
  const folder = await mkdtemp(join(tmpdir(), 'airbyte-demo-'));
  try {
    await sync({ name: chosen, shown, emulator, command, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Shown {
  readonly name: string;
  readonly shown: Demo;
  readonly emulator: Emulator;
  readonly command: string;
  /** Returns an empty folder. */
  readonly folder: string;
}

async function sync({ name, shown, emulator, command, folder }: Shown): Promise<void> {
  const provider = shown.provider();
  const running = await startEmulator(provider);
  try {
    const config = join(folder, 'config.json');
    const catalog = join(folder, 'catalog.json');
    const given = {
      ...emulator.config(running.url),
      ...shown.settings,
      object_storage_config: { storage_type: 'Local', directory: join(folder, 'rejected') },
    };
    await writeFile(config, JSON.stringify(given));
    await writeFile(catalog, JSON.stringify(shown.catalog));
    say(`The emulator of the provider listens on ${running.url}.`);
    say(`\n$ ${name} check --config config.json`);
    const stored = (): number => provider.stored;
    const checked = await run(command, ['check', '--config', config], [], stored);
    if (checked.failed) throw new Error('The check failed; see above.');
    await writeFile(config, JSON.stringify(checked.updates.at(-1) ?? given));

    running.faults.set(shown.faults);
    say(`\n$ ${name} write --config config.json --catalog catalog.json < messages.jsonl`);
    say(`  (${shown.what}; faults of the provider: ${shown.trouble})`);
    const started = performance.now();
    const args = ['write', '--config', config, '--catalog', catalog];
    const written = await run(command, args, shown.messages(), stored);
    const seconds = (performance.now() - started) / 1000;

    say('\nAt the provider:');
    for (const line of shown.arrived(provider)) say(`  ${line}`);
    say(`  ${running.traffic.requests} requests, at most ${running.traffic.peakPerSecond} in a second`);
    say(`${written.states} states were emitted. The write took ${seconds.toFixed(1)} s.`);
    if (written.failed) throw new Error('The write failed; see above.');
  } finally {
    await running.close();
  }
}

interface Result {
  readonly failed: boolean;
  readonly states: number;
  /** The configurations that the connector sent to the platform. */
  readonly updates: readonly object[];
}

/** Runs the command as a platform would, and shows its output. */
async function run(
  command: string,
  args: readonly string[],
  input: Iterable<string>,
  stored: () => number,
): Promise<Result> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  Readable.from(lines(input)).pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const shown = await show(child, stored);
  return { failed: child.exitCode !== 0, ...shown };
}

function* lines(input: Iterable<string>): Iterable<string> {
  for (const line of input) yield `${line}\n`;
}

async function show(child: ChildProcess, stored: () => number): Promise<Omit<Result, 'failed'>> {
  const updates: object[] = [];
  let states = 0;
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      if (line.startsWith('{"type":"STATE"')) states++;
      if (isConfigUpdate(line)) updates.push(...configUpdates([JSON.parse(line)]));
      progress(states, stored());
      if (states === 0 || !line.startsWith('{"type":"STATE"')) say(`  ${line.slice(0, 220)}`);
      else if (states === 1) say(`  ${line}`);
      else if (states === 2) say('  … more states follow, each when every record before it has an outcome');
    }
  });
  await once(child, 'close');
  progress(0, 0);
  return { states, updates };
}

/** Overwrites one line of a terminal; prints nothing elsewhere. */
function progress(states: number, stored: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(states === 0 ? '\r\u001b[K' : `\r\u001b[K  ${stored} arrived, ${states} states`);
}

function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(`${text}\n`);
}
