import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../src/cli/check.ts';
import type { AnyDestination } from '../../src/define/destination.ts';
import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { fakeClock } from '../../src/testing/fake-clock.ts';
import { insideHost } from '../../src/testing/inside-host.ts';
import { virtualTime } from '../../src/testing/virtual-time.ts';
import { emulatorOf } from '../emulators/registry.ts';

type Name = string;
type Config = Readonly<Record<string, unknown>>;

/** The result of a check as the form shows it, with its duration. */
export interface Asked {
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly warnings: readonly string[];
  readonly requests: readonly string[];
  /** Duration by the clock, in seconds. */
  readonly seconds: number;
  /** Everything that was printed. */
  readonly output: string;
}

/**
 * Runs the command `check` of a connector against the emulator of its provider, on a separate clock. `change` modifies the valid
 * configuration.
 */
export async function ask(
  definition: AnyDestination,
  change: (working: Config) => Config = (working) => working,
  env: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const name = definition.name as Name;
  const clock = fakeClock();
  const time = virtualTime(clock);
  const emulator = await startEmulator(emulatorOf(name).create(), { clock, watch: time.watch });
  const folder = await mkdtemp(join(tmpdir(), 'check-'));
  try {
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify(change(emulatorOf(name).config(emulator.url))));
    const { host, output } = insideHost({ clock, random: mulberry32(1) });
    const connector = {
      name,
      version: '0.0.0',
      specification: definition.spec,
      load: () => Promise.resolve(definition),
    };
    const began = clock.monotonic();
    await time.pass(check(connector, file, { ...host, env }));
    const { messages, lines } = output;
    const status = messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus;
    return {
      status: status?.status,
      message: status?.message,
      warnings: messages.flatMap(({ log }) => (log?.level === 'WARN' ? [String(log.message)] : [])),
      requests: emulator.requests.map(
        ({ method, path, status: responded }) => `${method} ${path} ${responded}`,
      ),
      seconds: (clock.monotonic() - began) / 1_000,
      output: lines.map((line) => JSON.stringify(line)).join('\n'),
    };
  } finally {
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}
