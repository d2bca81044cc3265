import type { Redactor } from '../../redact.ts';
import type { Case, CaseResult, Need } from '../acceptance/case.ts';
import type { JournalRun } from '../acceptance/journal.ts';
import { missing } from './needs.ts';

/** How a suite went, for people, CIs and programs. It holds no secret. */
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
  /** The id's first word: `state`. */
  readonly group: string;
  /** What is expected. */
  readonly title: string;
  readonly why: string;
  readonly reference: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Passed as far as it can be seen from outside: what arrived at the provider could not be looked at. */
  readonly unseen?: true;
  /** Why it was skipped. */
  readonly reason?: string;
  /** What was seen instead of what was expected. */
  readonly seen?: string;
  /** What the connector was started with, in order. */
  readonly runs?: readonly JournalRun[];
  /** The files that the runs were given, where they were kept. */
  readonly folder?: string;
}

export interface ReportInput {
  readonly subject: string;
  readonly command: readonly string[];
  readonly cases: readonly Case[];
  readonly outcomes: readonly CaseResult[];
  readonly durationMs: number;
  readonly redactor: Pick<Redactor, 'redact'>;
}

export function reportOf({ cases, outcomes, redactor, ...rest }: ReportInput): Report {
  const byId = new Map(cases.map((each) => [each.id, each]));
  const redact = (text: string): string => redactor.redact(text);
  const reported = outcomes.flatMap((outcome): ReportedCase[] => {
    const each = byId.get(outcome.id);
    return each ? [{ ...promiseOf(each), ...resultOf(outcome, redact) }] : [];
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

/** Values by a text that they share, in the order in which the texts come first. */
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
): Pick<ReportedCase, 'status' | 'durationMs'> & Partial<ReportedCase> {
  const { status } = outcome;
  const result = { status, durationMs: Math.round(outcome.durationMs) };
  switch (status) {
    case 'passed':
      return { ...result, ...(outcome.unseen && { unseen: true }) };
    case 'skipped':
      return { ...result, reason: reasonOf(outcome) };
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

const reasonOf = ({ reason, need }: { readonly reason: string; readonly need?: Need }): string =>
  need === undefined ? reason : missing(need);

function redacted(run: JournalRun, redact: (text: string) => string): JournalRun {
  return {
    ...run,
    commandLine: redact(run.commandLine),
    stdout: run.stdout.map(redact),
    stderr: redact(run.stderr),
  };
}
