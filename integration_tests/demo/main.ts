import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { startEmulator } from '../../src/emulator/server.ts';
import { EMULATORS, emulatorOf } from '../emulators/registry.ts';
import { SCENARIOS } from './scenarios.ts';

/** `npm start [-- <connector>]`: the main job from end to end, against the provider's emulator on this machine. */
const name = process.argv[2] ?? 'destination-tidepool-so';
const scenario = SCENARIOS[name];
if (!scenario || !(name in EMULATORS))
  fail(`There is no ${name} to show. Choose one of: ${Object.keys(SCENARIOS).join(', ')}.`);
const command = resolve(`dist/${name}.js`);
await access(command).catch(() => fail(`${command} does not exist. Build it first: npm run build`));

const folder = await mkdtemp(join(tmpdir(), 'airbyte-demo-'));
const provider = scenario.provider();
const emulator = await startEmulator(provider);
try {
  const config = join(folder, 'config.json');
  const catalog = join(folder, 'catalog.json');
  await writeFile(
    config,
    JSON.stringify({
      ...emulatorOf(name).config(emulator.url),
      ...scenario.settings,
      object_storage_config: { storage_type: 'Local', directory: join(folder, 'rejected') },
    }),
  );
  await writeFile(catalog, JSON.stringify(scenario.catalog));

  say(`The emulator of the provider listens on ${emulator.url}.`);
  say(`\n$ ${name} check --config config.json`);
  const checked = await run(['check', '--config', config]);
  if (checked.failed) fail('The check failed; see above.');

  emulator.faults.set(scenario.faults);
  say(`\n$ ${name} write --config config.json --catalog catalog.json < messages.jsonl`);
  say(`  (${scenario.what}; the provider misbehaves: ${scenario.trouble})`);
  const started = performance.now();
  const written = await run(['write', '--config', config, '--catalog', catalog], scenario.messages());
  const seconds = (performance.now() - started) / 1000;

  say('\nAt the provider:');
  for (const line of scenario.arrived(provider)) say(`  ${line}`);
  say(`  ${emulator.traffic.requests} requests, at most ${emulator.traffic.peakPerSecond} in a second`);
  say(`${written.states} states came back. The write took ${seconds.toFixed(1)} s.`);
  if (written.failed) fail('The write failed; see above.');
} finally {
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
}

interface Result {
  readonly failed: boolean;
  readonly states: number;
}

/** Runs the command as a platform would, and shows what it says. */
async function run(args: readonly string[], input: Iterable<string> = []): Promise<Result> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  Readable.from(lines(input)).pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const states = await show(child);
  return { failed: child.exitCode !== 0, states };
}

function* lines(input: Iterable<string>): Iterable<string> {
  for (const line of input) yield `${line}\n`;
}

async function show(child: ChildProcess): Promise<number> {
  let states = 0;
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      if (line.startsWith('{"type":"STATE"')) states++;
      progress(states);
      if (states === 0 || !line.startsWith('{"type":"STATE"')) say(`  ${line.slice(0, 220)}`);
      else if (states === 1) say(`  ${line}`);
      else if (states === 2) say('  … more states follow, each when everything before it is stored');
    }
  });
  await once(child, 'close');
  progress(0);
  return states;
}

/** One line that is written over, on a terminal only. */
function progress(states: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(
    states === 0 ? '\r\u001b[K' : `\r\u001b[K  ${provider.stored} arrived, ${states} states`,
  );
}

function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(`${text}\n`);
}

function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
