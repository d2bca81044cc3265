/**
 * `npm run bench`: connectors against their lower bounds and their peers, side by side in one run. Prints tables, writes
 * `.bench/results.json` and `.bench/results.md`, which keep the sections of earlier runs until they are measured again. The
 * exit code is 1 if a run failed, or if a required goal (`Goal.isRequired`) was missed.
 */
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { cpu } from './cases/cpu.ts';
import { latency } from './cases/latency.ts';
import { memory } from './cases/memory.ts';
import { odd } from './cases/odd.ts';
import { short } from './cases/short.ts';
import { startup } from './cases/startup.ts';
import { buildCompetitors, fieldOf } from './contestants.ts';
import {
  CASES,
  type CaseName,
  isFailed,
  type Machine,
  markdown,
  met,
  type Section,
  textSection,
} from './report.ts';
import type { Plan } from './run.ts';
import type { Subject } from './subject.ts';
import { SUBJECTS, subjectOf } from './subjects.ts';

interface Options {
  readonly connector?: string;
  readonly records?: number;
  readonly rounds: number;
  readonly only?: CaseName;
  readonly quick: boolean;
  /** The directory of the commands. */
  readonly build: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

async function bench(options: Options): Promise<void> {
  const subjects = options.connector === undefined ? SUBJECTS : [subjectOf(options.connector)];
  for (const { name } of subjects)
    if (!existsSync(join(options.build, `${name}.js`)))
      throw new Error(`There is no ${name}.js in ${options.build}. Run \`npm run build\` first.`);
  const results = join(root, '.bench');
  await mkdir(results, { recursive: true });
  // A separate directory, so that two concurrent runs do not read each other's configuration.
  const directory = await mkdtemp(join(results, 'run-'));
  process.once('SIGINT', () => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(130);
  });
  try {
    await buildCompetitors(directory);
    const sections: Section[] = [];
    const plans = subjects.map((subject) => planOf(subject, options, directory));
    for (const plan of plans) sections.push(...(await measureAll(plan, options)));
    if (options.only === undefined || options.only === 'odd') sections.push(print(await odd(plans)));
    const machine: Machine = {
      node: process.versions.node,
      cpu: cpus()[0]?.model ?? 'unknown CPU',
      cores: cpus().length,
      system: `${type()} ${release()}`,
    };
    const all = await withEarlier(join(results, 'results.json'), sections);
    await writeFile(
      join(results, 'results.json'),
      `${JSON.stringify({ machine, sections: all }, null, 2)}\n`,
    );
    await writeFile(join(results, 'results.md'), markdown(all, machine));
    const goals = sections.flatMap((section) => section.goals);
    process.stdout.write(
      `${goals.filter(met).length} of ${goals.length} goals met. Results: .bench/results.json, .bench/results.md\n`,
    );
    if (goals.some(isFailed)) process.exitCode = 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The sections of earlier runs, without those that were measured again, and the new ones. */
async function withEarlier(path: string, sections: readonly Section[]): Promise<readonly Section[]> {
  if (!existsSync(path)) return sections;
  const earlier = JSON.parse(await readFile(path, 'utf8')) as { readonly sections: readonly Section[] };
  const titles = new Set(sections.map(({ title }) => title));
  return [...earlier.sections.filter(({ title }) => !titles.has(title)), ...sections];
}

function planOf(subject: Subject, options: Options, directory: string): Plan {
  const { quick, records: mostRecords = quick ? 100_000 : Number.POSITIVE_INFINITY } = options;
  return {
    subject,
    field: fieldOf(subject, options.build),
    records: options.records ?? Math.min(subject.records, mostRecords),
    mostRecords,
    rounds: quick ? 1 : options.rounds,
    directory,
    progress: (text) => progress(`${subject.name}: ${text}`),
  };
}

/** Runs the selected cases of a connector, and prints each as soon as it has ended. */
async function measureAll(plan: Plan, { quick, only }: Options): Promise<Section[]> {
  const { latency: pace, memory: size } = plan.subject;
  const cases: readonly (readonly [Options['only'], () => Promise<Section>])[] = [
    ['cpu', () => cpu(plan, 'plain')],
    ['cpu', () => cpu(plan, 'mapped')],
    ['short', () => short(plan)],
    ...(pace ? [['latency', () => latency(plan, pace)] as const] : []),
    ['memory', () => memory(plan, quick ? { ...size, copies: 3 } : size)],
    ['startup', () => startup(plan, quick ? 5 : 15)],
  ];
  const sections: Section[] = [];
  for (const [name, run] of cases) if (!only || only === name) sections.push(print(await run()));
  return sections;
}

function print(section: Section): Section {
  progress('');
  process.stdout.write(`${textSection(section)}\n`);
  return section;
}

/** Overwrites one line of a terminal; prints nothing elsewhere. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

const command = new Command('bench')
  .description('Measures connectors against their lower bounds and against what a user could run instead.')
  .addOption(new Option('--connector <name>', 'one alone').choices(SUBJECTS.map(({ name }) => name)))
  .option('--records <n>', 'records of each CPU and latency run', whole)
  .option('--rounds <n>', 'rounds of each case', whole, 3)
  .addOption(new Option('--only <case>', 'one case alone').choices(CASES))
  .option('--quick', 'one small round, to see that everything works', false)
  .option('--build <directory>', 'where the commands to measure are', join(root, 'dist'))
  .action(bench);

try {
  await command.parseAsync();
} catch (error) {
  progress('');
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
