import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { containerRuntime, imageCommand } from '../container.ts';
import { assertImageRuns } from '../container-engine.ts';
import type { Subject } from '../subject.ts';
import type { SubjectFile } from '../subject-file/schema.ts';
import { absoluteCommand, commandWords, isExecutable } from './command-words.ts';
import type { Flags } from './flags.ts';

/** How a connector is started: the part of a subject that does not depend on its records. */
export type Start = Pick<Subject, 'command' | 'executable' | 'runtime'>;

export interface StartOptions {
  /** The folder to which paths of the command line are relative. */
  readonly cwd: string;
  /** The folder of the cases' files. */
  readonly folder: string;
  /** Description from the subject file, for options that the command line does not set. */
  readonly description?: { readonly path?: string; readonly content: SubjectFile };
  readonly image?: string;
}

/**
 * Returns how the connector is started; undefined if neither the command line nor a file names it.
 * @throws Error with a message for the user if an image cannot be run.
 */
export async function startOf(flags: Flags, options: StartOptions): Promise<Start | undefined> {
  const { path, content = {} } = options.description ?? {};
  const env = { ...content.environment, ...flags.env };
  if (flags.connector !== undefined) return processOf(flags.connector, options.cwd, env);
  if (flags.image === undefined && content.connector !== undefined)
    return processOf(content.connector, path === undefined ? options.cwd : dirname(path), env);
  const image = flags.image ?? content.image ?? options.image;
  if (image === undefined) return undefined;
  // Any user of the container must be able to reach the files of the cases, but not to list them.
  chmodSync(options.folder, 0o711);
  const [engine = flags.engine] = absoluteCommand([flags.engine], options.cwd);
  const containers = { engine, folder: options.folder, env, options: flags.runOption };
  const command = imageCommand(containers, image);
  const runtime = containerRuntime(containers);
  await assertImageRuns(runtime, command, options.folder);
  return { command, runtime };
}

function processOf(commandLine: string, cwd: string, always: Readonly<Record<string, string>>): Start {
  const command = absoluteCommand(commandWords(commandLine), cwd);
  const [program = ''] = command;
  const runsAlone = command.length === 1 && isExecutable(program);
  const hasEnv = Object.keys(always).length > 0;
  return {
    command,
    // A program that needs variables can't run without them.
    ...(runsAlone && !hasEnv && { executable: program }),
    ...(hasEnv && {
      runtime: { command: (words, { env }) => ({ command: words, env: { ...always, ...env } }) },
    }),
  };
}
