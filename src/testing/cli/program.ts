import { rmSync } from 'node:fs';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createRedactor } from '../../redact.ts';
import { acceptanceCases } from '../acceptance/all.ts';
import { runSuite } from '../acceptance/run.ts';
import { junitReport } from '../report/junit.ts';
import { type Report, reportOf } from '../report/report.ts';
import { textReport } from '../report/text.ts';
import type { Subject } from '../subject.ts';
import { type Flags, flagsOf } from './flags.ts';
import { listJson, listText } from './list.ts';
import { progressLine } from './progress.ts';
import { select } from './selection.ts';
import { type Emulators, subjectsOf } from './subject.ts';

/** A stream for texts, such as `process.stdout`. */
interface Output {
  /** Whether a terminal shows it; false by default. Only then colours and a progress line are written. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
  /** Writes a text. */
  write(text: string): unknown;
}

/** Surroundings of the command: `process` has them. */
export interface Surroundings {
  /** Folder that relative paths begin at. */
  readonly cwd: string;
  /** Takes the report. */
  readonly stdout: Output;
  /** Takes progress, notes and errors. */
  readonly stderr: Output;
  /** The command as its users call it, for the help and the report; `connector-acceptance` by default. */
  readonly command?: string;
}

/**
 * Runs `connector-acceptance` with these arguments (without the program); returns the exit code: 0 if no case failed.
 *
 * @example
 * process.exitCode = await connectorAcceptance(process.argv.slice(2), { 'destination-example': acceptance }, {
 *   cwd: process.cwd(),
 *   stdout: process.stdout,
 *   stderr: process.stderr,
 * });
 */
export async function connectorAcceptance(
  args: readonly string[],
  emulators: Emulators,
  surroundings: Surroundings,
): Promise<number> {
  const { command = 'connector-acceptance' } = surroundings;
  const flags = flagsOf(args, Object.keys(emulators), command);
  if (flags.list) {
    const { chosen } = select(acceptanceCases, { ...flags, slow: true });
    surroundings.stdout.write((flags.json ? listJson : listText)(chosen));
    return 0;
  }
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'connector-acceptance-')));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  // The folder has configurations, so it is removed after an interruption too.
  process.once('exit', clean);
  try {
    const cases = select(acceptanceCases, flags);
    if (cases.chosen.length + cases.leftOut.length === 0)
      throw new Error(`No case matches "${flags.only}". --list shows them all.`);
    const { subjects, notes } = await subjectsOf(flags, emulators, { cwd: surroundings.cwd, folder });
    for (const note of notes) surroundings.stderr.write(`${note}\n`);
    const reports: Report[] = [];
    for (const subject of subjects) {
      const isOnly = subjects.length === 1;
      const report = await runCases(cases, {
        flags: isOnly ? flags : ownFlags(flags, subject),
        subject,
        stderr: surroundings.stderr,
      });
      reports.push(report);
      const again = isOnly ? args : withEmulator(args, subject.name);
      if (!flags.json) surroundings.stdout.write(human(report, flags, again, surroundings));
    }
    if (flags.junit !== undefined) await writeFile(flags.junit, junitReport(reports));
    // A program that asked for one subject gets its report alone.
    if (flags.json)
      surroundings.stdout.write(`${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`);
    return reports.every(({ failed }) => failed === 0) ? 0 : 1;
  } catch (thrown) {
    surroundings.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return 1;
  } finally {
    process.off('exit', clean);
    clean();
  }
}

async function runCases(
  { chosen, leftOut }: ReturnType<typeof select>,
  { flags, subject, stderr }: { readonly flags: Flags; readonly subject: Subject; readonly stderr: Output },
): Promise<Report> {
  const redactor = createRedactor();
  for (const secret of subject.secrets) redactor.add(secret);
  const progress = progressLine(chosen.length, stderr);
  const started = performance.now();
  const outcomes = await runSuite(chosen, subject, {
    concurrency: flags.jobs,
    onOutcome: (outcome) => progress.ended(outcome),
    ...(flags.keep !== undefined && { keep: flags.keep }),
  });
  progress.clear();
  const byId = new Map([...outcomes, ...leftOut].map((outcome) => [outcome.id, outcome]));
  return reportOf({
    subject: subject.name,
    command: subject.command,
    cases: acceptanceCases,
    outcomes: acceptanceCases.flatMap(({ id }) => byId.get(id) ?? []),
    durationMs: performance.now() - started,
    redactor,
    isDescribedInFile: flags.emulator === undefined,
  });
}

function human(
  report: Report,
  flags: Flags,
  args: readonly string[],
  { stdout, command = 'connector-acceptance' }: Surroundings,
): string {
  return textReport(report, {
    colours: stdout.isTTY === true && process.env.NO_COLOR === undefined,
    verbose: flags.verbose === true,
    again: [command, ...withoutOnly(args).map(quoted)].join(' '),
  });
}

/** Cases of several subjects have the same names, so each subject keeps its files in a folder of its own. */
const ownFlags = (flags: Flags, { name }: Subject): Flags =>
  flags.keep === undefined ? flags : { ...flags, keep: join(flags.keep, name.replace(/[^\w-]+/g, '-')) };

const withEmulator = (args: readonly string[], name: string): readonly string[] => [
  ...args.filter(
    (arg, i) => arg !== '--emulator' && args[i - 1] !== '--emulator' && !arg.startsWith('--emulator='),
  ),
  '--emulator',
  name,
];

const withoutOnly = (args: readonly string[]): string[] =>
  args.filter((arg, i) => arg !== '--only' && args[i - 1] !== '--only' && !arg.startsWith('--only='));

const quoted = (word: string): string =>
  /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
