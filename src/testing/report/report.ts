import type { Redactor } from '../../redact.ts';
import type { Case, CaseResult } from '../acceptance/case.ts';
import type { JournalRun } from '../acceptance/journal.ts';
import { missing } from './needs.ts';

/** Results of a suite, for users, CIs and programs. Contains no secret. */
export interface Report {
  readonly subject: string;
  readonly command: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
  readonly cases: readonly ReportedCase[];
}

export interface ReportedCase {
  readonly id: string;
  /** First part of the id: `state`. */
  readonly group: string;
  /** Title of the case. */
  readonly title: string;
  readonly why: string;
  readonly reference: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Passed, but the records at the provider could not be read. */
  readonly unseen?: true;
  /** Reason why it was skipped. */
  readonly reason?: string;
  /** Description of the failure. */
  readonly seen?: string;
  /** Commands of the case, in order. */
  readonly runs?: readonly JournalRun[];
  /** Folder with the files of the runs, if they were kept. */
  readonly folder?: string;
}

export interface ReportInput {
  readonly subject: string;
  readonly command: readonly string[];
  readonly cases: readonly Case[];
  readonly outcomes: readonly CaseResult[];
  readonly durationMs: number;
  readonly redactor: Pick<Redactor, 'redact'>;
  /** Whether the subject is described by a subject file, and not in TypeScript; true by default. */
  readonly isDescribedInFile?: boolean;
}

export function reportOf({
  cases,
  outcomes,
  redactor,
  isDescribedInFile = true,
  ...rest
}: ReportInput): Report {
  const byId = new Map(cases.map((each) => [each.id, each]));
  const redact = (text: string): string => redactor.redact(text);
  const reported = outcomes.flatMap((outcome): ReportedCase[] => {
    const each = byId.get(outcome.id);
    return each ? [{ ...promiseOf(each), ...resultOf(outcome, redact, isDescribedInFile) }] : [];
  });
  const count = (status: ReportedCase['status']): number =>
    reported.filter((each) => each.status === status).length;
  return {
    subject: rest.subject,
    command: redact(rest.command.join(' ')),
    ...{ passed: count('passed'), failed: count('failed'), skipped: count('skipped') },
    durationMs: Math.round(rest.durationMs),
    cases: reported,
  };
}

const promiseOf = ({ id, title, why, reference }: Case) => ({
  id,
  group: groupOf(id),
  title,
  why,
  reference,
});

const groupOf = (id: string): string => id.split('.')[0]!;

/** Groups values by a text, in the order of its first occurrence. */
export function groupedBy<T>(values: readonly T[], textOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(textOf(value));
    if (group) group.push(value);
    else groups.set(textOf(value), [value]);
  }
  return groups;
}

function resultOf(
  outcome: CaseResult,
  redact: (text: string) => string,
  isDescribedInFile: boolean,
): Pick<ReportedCase, 'status' | 'durationMs'> & Partial<ReportedCase> {
  const { status } = outcome;
  const result = { status, durationMs: Math.round(outcome.durationMs) };
  switch (status) {
    case 'passed':
      return { ...result, ...(outcome.unseen && { unseen: true }) };
    case 'skipped':
      return { ...result, reason: outcome.need ? missing(outcome.need, isDescribedInFile) : outcome.reason };
    case 'failed': {
      const { runs, folder } = outcome.journal;
      return {
        ...result,
        seen: redact(outcome.seen),
        runs: runs.map((run) => redacted(run, redact)),
        ...(folder !== undefined && { folder }),
      };
    }
  }
}

function redacted(run: JournalRun, redact: (text: string) => string): JournalRun {
  return {
    ...run,
    commandLine: redact(run.commandLine),
    stdout: run.stdout.map(redact),
    stderr: redact(run.stderr),
  };
}
