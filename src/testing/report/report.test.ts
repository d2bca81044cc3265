import { expect, test } from 'vitest';
import { createRedactor } from '../../redact.ts';
import type { Case, CaseResult } from '../acceptance/case.ts';
import { junitReport } from './junit.ts';
import { reportOf } from './report.ts';
import { textReport } from './text.ts';

const SECRET = 'Canary+Secret/1';
const SECRET_BASE64 = Buffer.from(SECRET).toString('base64');

const cases = ['state.order', 'state.counts', 'check.ok', 'check.given'].map(
  (id): Case => ({
    ...{ id, title: `promise ${id}`, why: `why ${id}`, reference: `source ${id}` },
    run: async () => {},
  }),
);
const [order, counts, ok, given] = cases.map(({ id, title }) => ({ id, title, durationMs: 1234.5 }));
const outcomes: CaseResult[] = [
  { ...order!, status: 'passed', unseen: true },
  {
    ...counts!,
    status: 'failed',
    error: new Error('all of it'),
    seen: `2 <of> "3" & ${SECRET}\u0000\nsecond line`,
    journal: {
      folder: '/tmp/kept',
      runs: [
        { commandLine: 'c spec', ended: 'exit code 0', stdout: [], stderr: '' },
        {
          commandLine: `c write ${SECRET}`,
          ended: 'exit code 1',
          stdout: [`said ${SECRET_BASE64}`],
          stderr: `cried ${SECRET}`,
          stdin: 'stdin-2.jsonl',
        },
      ],
    },
  },
  { ...ok!, status: 'skipped', reason: 'the subject does not offer provider', need: 'provider' },
  { ...given!, status: 'skipped', reason: 'it waits' },
];
const redactor = createRedactor();
redactor.add(SECRET);
const report = reportOf({
  ...{
    subject: 'destination-x',
    command: ['c', '--token', SECRET],
    cases,
    outcomes,
    durationMs: 61_000,
    redactor,
  },
});
const text = textReport(report, { again: 'connector-acceptance --config c.yml' });

test('no report contains a secret in any encoding', () => {
  for (const each of [JSON.stringify(report), text, junitReport([report])]) {
    expect(each).not.toContain(SECRET);
    expect(each).not.toContain(SECRET_BASE64);
  }
});

test('the text report has counts for each group, and all details of a failure', () => {
  expect(text).toMatch(/write: states +1 passed, 1 failed/);
  expect(text).toMatch(/check +2 skipped/);
  for (const line of [
    'expected  promise state.counts',
    'seen      2 <of> "3"',
    'why       why state.counts',
    'source    source state.counts',
    'run       cd /tmp/kept && c write **** < stdin-2.jsonl  (exit code 1)',
    'stdout    said ****',
    'stderr    cried ****',
    'again     connector-acceptance --config c.yml --only state.counts',
  ])
    expect(text).toContain(line);
  expect(text).toContain('failed: 1 passed, 1 failed, 2 skipped, in 61 s');
});

test('the text report explains skipped cases, and counts unseen ones separately', () => {
  expect(text).toMatch(/1 {2}the provider must be readable and able to fail: name an emulator/);
  expect(text).toContain('1 of the passed cases could only be checked on stdout');
});

test('the verbose report has a line for every case', () => {
  const verbose = textReport(report, { verbose: true });
  for (const { id } of cases) expect(verbose).toContain(` ${id}`);
});

test('the JUnit report is XML with a result per case', () => {
  const xml = junitReport([report]);
  expect(xml).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="connector-acceptance" tests="4" failures="1" errors="0" skipped="2"/,
  );
  expect(xml).toContain(
    '<testsuite name="destination-x.state" tests="2" failures="1" errors="0" skipped="0" time="2.470">',
  );
  expect(xml).toContain(
    '<testcase classname="destination-x.state" name="state.order: promise state.order" time="1.235"/>',
  );
  expect(xml).toContain('<failure message="2 &lt;of&gt; &quot;3&quot; &amp; ****?" type="state.counts">');
  expect(xml).toContain('<skipped message="it waits"/>');
  expect(xml).not.toContain('\u0000');
});

test('the hint of a skipped case names the members of a subject file, or of a subject in TypeScript', () => {
  const skipped: CaseResult = { ...ok!, status: 'skipped', reason: 'x', need: 'derived-keys' };
  const reasonOf = (isDescribedInFile: boolean) =>
    reportOf({
      ...{ subject: 'x', command: ['c'], cases, outcomes: [skipped], durationMs: 1, redactor },
      isDescribedInFile,
    }).cases[0]?.reason;
  expect(reasonOf(true)).toContain('"without_key"');
  expect(reasonOf(false)).toContain('"withoutKey"');
});
