import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiscoveredOperation, OutputMessage, Specification } from '../output-message.ts';
import { endOf, type Finished, runConnector } from '../process.ts';
import type { Config, Runtime } from '../subject.ts';

/** A connector as a command, before anything is known of what it writes. */
export interface Connector {
  readonly command: readonly string[];
  readonly runtime?: Runtime;
  readonly folder: string;
}

/** What `spec` says. @throws Error in a sentence when it says nothing. */
export async function askSpec(connector: Connector): Promise<Specification> {
  const end = await run(connector, ['spec']);
  const spec = first(end, 'SPEC')?.spec;
  if (spec) return spec;
  const words = end.stderr.trim().split('\n').at(-1)?.slice(0, 300);
  throw new Error(`The connector does not answer spec (${endOf(end)})${words ? `. It says: ${words}` : '.'}`);
}

/** What `discover` offers; undefined when it offers nothing. */
export async function askDiscover(
  connector: Connector,
  config: Config,
): Promise<readonly DiscoveredOperation[] | undefined> {
  const path = join(connector.folder, 'config.json');
  await writeFile(path, JSON.stringify(config));
  const end = await run(connector, ['discover', '--config', path]);
  return first(end, 'DESTINATION_CATALOG')?.destination_catalog?.operations;
}

const first = (end: Finished, type: string): OutputMessage | undefined =>
  end.messages.find((message) => message.type === type);

async function run({ command, runtime, folder }: Connector, args: readonly string[]): Promise<Finished> {
  const made = runtime?.command(command, { cwd: folder, env: {} }) ?? { command, env: {} };
  try {
    return await runConnector(made.command, args, { cwd: folder, env: made.env });
  } catch (thrown) {
    const { code } = thrown as { code?: unknown };
    throw new Error(`The connector can't be started (${String(code)}): ${made.command.join(' ')}`);
  }
}
