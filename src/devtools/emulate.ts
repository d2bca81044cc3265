import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Emulator } from '../emulator/emulator.ts';
import { type FaultPlan, readFaultPlan } from '../emulator/faults.ts';
import type { EmulatedProvider } from '../emulator/provider.ts';
import type { LoggedRequest, Moment } from '../emulator/request-log.ts';
import { type RunningEmulator, startEmulator } from '../emulator/server.ts';
import { optionLines } from './option-help.ts';
import { findProject, loadDefaults } from './project.ts';
import { writeSample } from './sample/write-sample.ts';
import { wholeNumber } from './whole-number.ts';

interface Flags {
  readonly port: number;
  readonly latency: number;
  readonly faults?: FaultPlan;
  readonly options?: unknown;
  readonly log?: boolean;
  readonly sample?: string;
}

const helpFor = (name: string): string => `
Output: the first line is the URL; the second is a configuration of the connector, with a key that the
emulator accepts. Ctrl-C ends it. What was stored lives in memory only. "npm run" writes lines of its own before them, and
none with "npm run --silent".

Options of one emulator: airbyte-ts emulate ${name} --help

Faults are JSON: a list, or {"seed": 1, "faults": [...]}. The first fault in the list that is due applies.
  {"match": {"method": "POST", "path": "/prefix" or {"regexp": "track$"}, "body": "text in it"},
   "nth": 3 or [1, 2] | "every": 10 | "probability": 0.05,   "times": 4,   "action": {...}}
Actions ("when": "after" applies after the request took effect):
  status       {"type": "status", "status": 429, "retryAfter": 2 or {"date": 2} or "soon", "headers": {},
                "body": {"type": "json", "value": {}} or empty, html, text, echo, "when"}
  reset        {"type": "reset", "by": "rst" or "fin", "when"}
  hang         {"type": "hang", "when"}
  slow         {"type": "slow", "ms": 3000, "when"}
  dribble      {"type": "dribble", "bytes": 1, "everyMs": 100}
  cut          {"type": "cut", "bytes": 10, "end": "fin", "rst" or "hang"}
  redirect     {"type": "redirect", "to": "https://example.com/", "status": 302, "when"}
  huge         {"type": "huge", "bytes": 100000000}
  malformed    {"type": "malformed", "text": "{"}
  partial      {"type": "partial", "rows": 10, "response": 500 or "reset"}
  late_commit  {"type": "late_commit", "ms": 2000}
  close        {"type": "close", "announced": false, "afterMs": 0}

Examples:
  airbyte-ts emulate ${name} --sample try
  airbyte-ts emulate ${name} --port 8080 --log
  airbyte-ts emulate ${name} \\
    --faults '[{"every": 10, "action": {"type": "reset", "when": "after"}}]'
`;

/** Runs `airbyte-ts emulate` with these arguments; returns the exit code. */
export async function emulate(args: readonly string[]): Promise<number> {
  const emulators = await loadDefaults<Emulator>(findProject(process.cwd()), 'emulator/index.ts');
  const list = Object.entries(emulators).map(([name, { summary }]) => `  ${name.padEnd(30)}${summary}`);
  const program: Command = new Command('airbyte-ts emulate')
    .description(
      "Serves a stateful emulator of a provider's API on 127.0.0.1, for tests and for trying out a connector.",
    )
    .argument('[connector]', 'the connector whose provider to emulate; without it, the list of them')
    .option('--port <number>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--latency <ms>', 'wait so long before handling each request', wholeNumber(0, 3_600_000), 0)
    .option('--faults <plan>', 'fault plan: a file of JSON, or the JSON itself', plan)
    .option('--options <json>', 'options of the emulator as JSON; --help with a connector lists them', json)
    .option(
      '--sample <folder>',
      'write a configuration, a catalog and messages that work at once into this folder',
    )
    .option('--log', 'a line on stderr for every request')
    .addHelpText(
      'after',
      optionsHelp(emulators, args) ??
        `\nEmulators:\n${list.join('\n')}\n${helpFor(Object.keys(emulators)[0] ?? 'destination-my-api')}`,
    )
    .exitOverride()
    .action(async (connector: string | undefined, flags: Flags) => {
      if (connector === undefined) process.stdout.write(`${list.join('\n')}\n`);
      else if (Object.hasOwn(emulators, connector))
        await serve(connector, emulators[connector]!, flags, program);
      else program.error(`There is no emulator for "${connector}". There are:\n${list.join('\n')}`);
    });
  await program.parseAsync([...args], { from: 'user' });
  return 0;
}

/** Returns the emulator's options from the arguments; undefined if there are none. */
function optionsHelp(
  emulators: Readonly<Record<string, Emulator>>,
  args: readonly string[],
): string | undefined {
  const connector = args.find((arg) => Object.hasOwn(emulators, arg));
  const options = connector === undefined ? undefined : emulators[connector]?.options;
  return options && `\nOptions of ${connector} (--options '{…}'):\n${optionLines(options).join('\n')}\n`;
}

async function serve(connector: string, entry: Emulator, flags: Flags, program: Command): Promise<void> {
  const emulator = await start(entry, flags).catch((thrown) => program.error(problem(thrown)));
  process.stdout.write(`${emulator.url}\n${JSON.stringify(entry.config(emulator.url))}\n`);
  if (flags.sample !== undefined) {
    const { commands, notes } = await writeSample(connector, flags.sample, entry.config(emulator.url));
    const lines = commands.map((command) => `  ${command}\n`);
    process.stderr.write(`Samples are in ${flags.sample}. In another terminal:\n${lines.join('')}`);
    for (const note of notes) process.stderr.write(`${note}\n`);
  }
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await emulator.close();
  const { requests, peakConcurrency } = emulator.traffic;
  const { stored } = emulator.provider;
  process.stderr.write(`${requests} requests, at most ${peakConcurrency} at once; ${stored} rows stored\n`);
}

async function start(entry: Emulator, flags: Flags): Promise<RunningEmulator> {
  const { port, latency: latencyMs, faults, log } = flags;
  const provider: EmulatedProvider = entry.create(flags.options as never);
  return startEmulator(provider, {
    ...{ port, latencyMs, keepRequests: 0 },
    ...(faults && { faults }),
    ...(log && { watch: report }),
  });
}

function report(moment: Moment, { number: n, method, bodyBytes, ...rest }: LoggedRequest): void {
  if (moment !== 'ended') return;
  const { path, search, status = 'no response', effect, fault, at, endedAt = at } = rest;
  const target = search === '' ? path : `${path}?${search}`;
  const parts = [`#${n}`, method, target, `${bodyBytes} bytes`, status, `${Math.round(endedAt - at)} ms`];
  if (effect) parts.push(`${effect.what} ${effect.rows}`);
  if (fault) parts.push(`fault: ${fault}`);
  process.stderr.write(`${parts.join('  ')}\n`);
}

function problem(thrown: unknown): string {
  if (thrown instanceof z.ZodError)
    return `The options of the emulator are not valid:\n${z.prettifyError(thrown)}`;
  const { code } = thrown as { code?: unknown };
  return `The emulator did not start: ${code === 'EADDRINUSE' ? 'the port is taken.' : String(code ?? thrown)}`;
}

function plan(source: string): FaultPlan {
  try {
    return readFaultPlan(source);
  } catch (thrown) {
    throw new InvalidArgumentError((thrown as Error).message);
  }
}

function json(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new InvalidArgumentError('It is not JSON.');
  }
}
