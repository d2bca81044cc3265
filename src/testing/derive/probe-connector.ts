import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorTraces } from '../acceptance/expect.ts';
import { testStream } from '../acceptance/stream.ts';
import { lines } from '../messages.ts';
import type { DiscoveredOperation, OutputMessage, Specification } from '../output-message.ts';
import { endOf, type Finished, runConnector } from '../process.ts';
import { configUpdates } from '../stored-configs.ts';
import type { Config, Runtime, SubjectObject } from '../subject.ts';

/** The command of a connector, before its records are known. */
export interface ProbedConnector {
  readonly command: readonly string[];
  readonly runtime?: Runtime;
  readonly folder: string;
}

/** Returns the specification of `spec`. @throws Error with a message for the user if there is none. */
export async function askSpec(connector: ProbedConnector): Promise<Specification> {
  const end = await run(connector, ['spec']);
  const spec = first(end, 'SPEC')?.spec;
  if (spec) return spec;
  const words = end.stderr.trim().split('\n').at(-1)?.slice(0, 300);
  throw new Error(
    `The connector writes no specification on spec (${endOf(end)})${words ? `. It says: ${words}` : '.'}`,
  );
}

/** Returns the operations of `discover`; undefined if there are none. */
export async function askDiscover(
  connector: ProbedConnector,
  config: Config,
): Promise<readonly DiscoveredOperation[] | undefined> {
  const end = await run(connector, ['discover', '--config', await file(connector, 'config', config)]);
  return first(end, 'DESTINATION_CATALOG')?.destination_catalog?.operations;
}

/** Writes one record of the object. Returns why it was not delivered, if it was not, and the configurations that the run sent. */
export async function tryRecord(
  connector: ProbedConnector,
  config: Config,
  object: SubjectObject,
): Promise<{ readonly problem?: string; readonly updates: readonly Config[] }> {
  const stream = testStream(object);
  const args = [
    ...['write', '--config', await file(connector, 'config', config)],
    ...['--catalog', await file(connector, 'catalog', { streams: [stream.configured] })],
  ];
  const end = await run(connector, args, lines(stream.record(0), stream.state({ n: 1 }, { id: 1 })));
  const updates = configUpdates(end.messages);
  if (first(end, 'STATE')?.state?.destinationStats?.recordCount === 1) return { updates };
  const said = errorTraces(end)[0]?.trace?.error?.message;
  return { problem: said ?? `${endOf(end)}, and no state that counts it`, updates };
}

const first = (end: Finished, type: string): OutputMessage | undefined =>
  end.messages.find((message) => message.type === type);

async function file({ folder }: ProbedConnector, name: string, content: object): Promise<string> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, JSON.stringify(content));
  return path;
}

async function run(
  { command, runtime, folder }: ProbedConnector,
  args: readonly string[],
  stdin = '',
): Promise<Finished> {
  const made = runtime?.command(command, { cwd: folder, env: {} }) ?? { command, env: {} };
  try {
    return await runConnector(made.command, args, { cwd: folder, env: made.env, stdin });
  } catch (thrown) {
    const { code } = thrown as { code?: unknown };
    throw new Error(`The connector can't be started (${String(code)}): ${made.command.join(' ')}`);
  }
}
