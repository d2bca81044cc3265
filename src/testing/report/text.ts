import { styleText } from 'node:util';
import type { JournalRun } from '../acceptance/journal.ts';
import { groupedBy, type Report, type ReportedCase } from './report.ts';

export interface TextOptions {
  readonly colours?: boolean;
  /** Whether every case has a line, not only failed ones. */
  readonly verbose?: boolean;
  /** The command that repeats one case; its id is added. */
  readonly again?: string;
}

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold';
type Paint = (style: Style, text: string) => string;

/** Titles of groups; other groups use the part of the id before the dot. */
const TITLES: Readonly<Record<string, string>> = {
  cli: 'command line',
  state: 'write: states',
  input: 'write: input',
  job: 'write: whole jobs',
  dedup: 'write: append_dedup',
  overwrite: 'write: overwrite',
  catalog: 'write: catalogs',
  failure: 'write: failures',
  reject: 'write: rejected records',
  value: 'write: values',
  life: 'processes',
  secret: 'secrets',
};

/** Formats the report for users: a line for each group, all details of failures, and reasons of skipped cases. */
export function textReport(report: Report, options: TextOptions = {}): string {
  const paint: Paint = options.colours ? (style, text) => styleText(style, text) : (_style, text) => text;
  const groups = groupedBy(report.cases, ({ group }) => group);
  const lines = [`${paint('bold', report.subject)}  ${paint('dim', report.command)}`, ''];
  for (const [group, cases] of groups) {
    lines.push(`${(TITLES[group] ?? group).padEnd(26)}${countsOf(cases, paint)}`);
    for (const each of cases)
      if (each.status === 'failed') lines.push(...failureOf(each, paint, options));
      else if (options.verbose) lines.push(lineOf(each, paint));
  }
  return [...lines, '', ...skippedOf(report, paint), ...summaryOf(report, paint), ''].join('\n');
}

function countsOf(cases: readonly ReportedCase[], paint: Paint): string {
  const parts = (['passed', 'failed', 'skipped'] as const).flatMap((status) => {
    const count = cases.filter((each) => each.status === status).length;
    return count === 0 ? [] : [paint(STYLES[status], `${count} ${status}`)];
  });
  return parts.join(', ');
}

const STYLES = { passed: 'green', failed: 'red', skipped: 'dim' } as const;
const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const;

function lineOf({ id, title, status, reason, unseen }: ReportedCase, paint: Paint): string {
  const note = reason ?? (unseen && 'delivered records could not be read');
  return `  ${paint(STYLES[status], MARKS[status])} ${id}  ${paint('dim', note ? `${title} (${note})` : title)}`;
}

function failureOf(each: ReportedCase, paint: Paint, { again }: TextOptions): string[] {
  const part = (name: string, text: string): string[] => {
    const [first = '', ...rest] = text.split('\n');
    return [
      `      ${paint('dim', name.padEnd(10))}${first}`,
      ...rest.filter((line) => line.trim() !== '').map((line) => `${' '.repeat(16)}${line}`),
    ];
  };
  const last = each.runs?.at(-1);
  return [
    `  ${paint('red', `✗ ${each.id}`)}`,
    ...part('expected', each.title),
    ...part('seen', each.seen ?? ''),
    ...part('why', each.why),
    ...part('source', each.reference),
    ...(last ? part('run', runOf(last, each.folder)) : []),
    ...(last?.stdout ?? []).flatMap((line) => part('stdout', line)),
    ...(last?.stderr.trim() ? part('stderr', last.stderr.trim()) : []),
    ...(again ? part('again', `${again} --only ${each.id}`) : []),
  ];
}

function runOf({ commandLine, ended, stdin }: JournalRun, folder: string | undefined): string {
  const files = folder ? `cd ${folder} && ` : '';
  return `${files}${commandLine}${stdin ? ` < ${stdin}` : ''}  (${ended ?? 'still running'})`;
}

/** Lists reasons of skipped cases, the most frequent first, with the cases. */
function skippedOf({ cases }: Report, paint: Paint): string[] {
  const skipped = groupedBy(
    cases.filter(({ status }) => status === 'skipped'),
    ({ reason = '' }) => reason,
  );
  if (skipped.size === 0) return [];
  const lines = [...skipped]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, each]) => `  ${String(each.length).padStart(3)}  ${reason}${few(each, paint)}`);
  return ['skipped, because', ...lines, ''];
}

const few = (cases: readonly ReportedCase[], paint: Paint): string =>
  cases.length > 3 ? '' : paint('dim', `  ${cases.map(({ id }) => id).join(', ')}`);

function summaryOf({ passed, failed, skipped, durationMs, cases }: Report, paint: Paint): string[] {
  const verdict = failed === 0 ? paint('green', 'passed') : paint('red', 'failed');
  const unseen = cases.filter((each) => each.unseen).length;
  return [
    `${verdict}: ${passed} passed, ${failed} failed, ${skipped} skipped, in ${Math.round(durationMs / 1000)} s`,
    ...(unseen > 0
      ? [
          `${unseen} of the passed cases could only be checked on stdout, because delivered records could not be read.`,
        ]
      : []),
  ];
}
