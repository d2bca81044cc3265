import { Buffer } from 'node:buffer';
import { groupedBy, type Report, type ReportedCase } from './report.ts';

/** Formats reports as a JUnit file with a suite for each group of a subject, which CIs can show. */
export function junitReport(reports: readonly Report[]): string {
  const suites = reports.flatMap((report) =>
    [...groupedBy(report.cases, ({ group }) => group)].map(
      ([group, cases]) => `  <testsuite${attributes({ name: `${report.subject}.${group}`, ...sums(cases) })}>
${cases.map((each) => testCase(report, each)).join('\n')}
  </testsuite>`,
    ),
  );
  const all = reports.flatMap(({ cases }) => cases);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites${attributes({ name: 'connector-acceptance', ...sums(all) })}>
${suites.join('\n')}
</testsuites>
`;
}

function testCase({ subject }: Report, each: ReportedCase): string {
  const { id, group, title, status, durationMs } = each;
  const head = attributes({
    classname: `${subject}.${group}`,
    name: `${id}: ${title}`,
    time: seconds(durationMs),
  });
  if (status === 'passed') return `    <testcase${head}/>`;
  const inside =
    status === 'skipped'
      ? `<skipped${attributes({ message: each.reason ?? '' })}/>`
      : `<failure${attributes({ message: firstLine(each.seen ?? ''), type: id })}>${text(details(each))}</failure>`;
  return `    <testcase${head}>\n      ${inside}\n    </testcase>`;
}

function details({ title, seen = '', why, reference, runs = [] }: ReportedCase): string {
  const last = runs.at(-1);
  return [
    `expected: ${title}`,
    `seen: ${seen}`,
    `why: ${why}`,
    `source: ${reference}`,
    ...(last
      ? [`run: ${last.commandLine} (${last.ended ?? 'still running'})`, ...last.stdout, last.stderr]
      : []),
  ].join('\n');
}

function sums(cases: readonly ReportedCase[]): Readonly<Record<string, string>> {
  const count = (status: string): string => String(cases.filter((each) => each.status === status).length);
  return {
    tests: String(cases.length),
    failures: count('failed'),
    errors: '0',
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const firstLine = (value: string): string => value.split('\n')[0]!.slice(0, 500);

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${text(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`)
    .join('');

/** Escapes text for XML 1.0; replaces characters that XML does not allow by question marks. */
function text(value: string): string {
  return Buffer.from(value)
    .toString()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
