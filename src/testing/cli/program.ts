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
import { commandLine, type Flags } from './flags.ts';
import { listJson, listText } from './list.ts';
import { progressLine } from './progress.ts';
import { select } from './selection.ts';
import { type Emulators, subjectOf } from './subject.ts';

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
  const program = commandLine(Object.keys(emulators));
  const flags: Flags = program.parse(args, { from: 'user' }).opts();
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
    const report = await runCases(flags, emulators, { ...surroundings, folder });
    if (flags.junit !== undefined) await writeFile(flags.junit, junitReport(report));
    surroundings.stdout.write(
      flags.json ? `${JSON.stringify(report, null, 2)}\n` : human(report, flags, args, surroundings),
    );
    return report.failed === 0 ? 0 : 1;
  } catch (thrown) {
    surroundings.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return 1;
  } finally {
    process.off('exit', clean);
    clean();
  }
}

async function runCases(
  flags: Flags,
  emulators: Emulators,
  { stderr, ...place }: Surroundings & { readonly folder: string },
): Promise<Report> {
  const { chosen, leftOut } = select(acceptanceCases, flags);
  if (chosen.length + leftOut.length === 0)
    throw new Error(`No case matches "${flags.only}". --list shows them all.`);
  const { subject, notes } = await subjectOf(flags, emulators, place);
  for (const note of notes) stderr.write(`${note}\n`);
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
  });
}

function human(report: Report, flags: Flags, args: readonly string[], { stdout }: Surroundings): string {
  return textReport(report, {
    colours: stdout.isTTY === true && process.env.NO_COLOR === undefined,
    verbose: flags.verbose === true,
    again: ['connector-acceptance', ...withoutOnly(args).map(quoted)].join(' '),
  });
}

const withoutOnly = (args: readonly string[]): string[] =>
  args.filter((arg, i) => arg !== '--only' && args[i - 1] !== '--only' && !arg.startsWith('--only='));

const quoted = (word: string): string =>
  /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
