import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isObject } from '../../json.ts';
import { quotedNames } from '../../text/format-list.ts';
import { deriveSubject } from '../derive/subject.ts';
import type { Config, Subject } from '../subject.ts';
import { readSubjectFile, readYaml } from '../subject-file/read.ts';
import { startOf } from './connector.ts';
import type { Flags } from './flags.ts';
import { readTestConfig, type TestConfig } from './test-config.ts';

/** Subjects with an emulator of their provider, by the names that `--emulator` accepts: one subject, or all of a connector. */
export type Emulators = Readonly<Record<string, () => Subject | readonly Subject[]>>;

export interface Place {
  readonly cwd: string;
  /** An empty folder of this run. */
  readonly folder: string;
}

/**
 * Creates the subjects that the command line describes, one or more. `notes` are for the user. @throws Error with a message for
 * the user.
 */
export async function subjectsOf(
  flags: Flags,
  emulators: Emulators,
  place: Place,
): Promise<{ readonly subjects: readonly Subject[]; readonly notes: readonly string[] }> {
  if (flags.emulator !== undefined) return { subjects: await emulated(flags, emulators, place), notes: [] };
  const configPath = flags.config === undefined ? undefined : resolve(place.cwd, flags.config);
  const given: TestConfig = configPath ? await readTestConfig(configPath) : { checks: [], missing: [] };
  const path = subjectPath(flags, configPath, place);
  const content = path === undefined ? {} : await readSubjectFile(path);
  const start = await startOf(flags, {
    ...place,
    description: { ...(path !== undefined && { path }), content },
    ...(given.image !== undefined && { image: given.image }),
  });
  if (!start) throw new Error('Which connector? Name a command with --connector, or an image with --image.');
  const config = (await configOf(content.config, path)) ?? given.config;
  const { subject, notes } = await deriveSubject({
    ...start,
    name: flags.image ?? start.command.at(-1)!.split('/').at(-1)!,
    folder: place.folder,
    ...(config && { config }),
    checks: given.checks,
    ...(given.expectedSpec !== undefined && { expectedSpec: given.expectedSpec }),
    description: content,
    sendsRecords: flags.writeRecords === true,
  });
  const missing = given.missing.map((file) => `The configuration ${file} does not exist.`);
  return { subjects: [subject], notes: [...missing, ...notes] };
}

/** Without its file every case would fail, each with another error of Node. */
function built(subject: Subject): Subject {
  const { executable } = subject;
  if (executable !== undefined && !existsSync(executable))
    throw new Error(`${executable} does not exist. Run \`airbyte-ts build\` first.`);
  return subject;
}

async function emulated(flags: Flags, emulators: Emulators, place: Place): Promise<readonly Subject[]> {
  const make = Object.hasOwn(emulators, flags.emulator!) ? emulators[flags.emulator!] : undefined;
  if (!make)
    throw new Error(
      `There is no emulator "${flags.emulator}". There are: ${quotedNames(Object.keys(emulators)) || 'none'}.`,
    );
  const start = await startOf(flags, place);
  const subjects = [make()].flat();
  if (!start) return subjects.map(built);
  return subjects.map(({ executable: _executable, ...subject }) => ({
    ...subject,
    ...start,
    folder: place.folder,
  }));
}

function subjectPath({ subject }: Flags, configPath: string | undefined, { cwd }: Place): string | undefined {
  if (subject !== undefined) return resolve(cwd, subject);
  const beside = resolve(configPath ? dirname(configPath) : cwd, 'acceptance-subject.yml');
  return existsSync(beside) ? beside : undefined;
}

async function configOf(config: unknown, path: string | undefined): Promise<Config | undefined> {
  if (config === undefined || isObject(config)) return config;
  const file = resolve(dirname(path ?? '.'), String(config));
  const value = await readYaml(file);
  if (!isObject(value)) throw new Error(`The configuration ${file} is not an object.`);
  return value;
}
