import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { referenceProvider } from '../acceptance/testing/reference/provider.ts';
import { connector } from '../acceptance/testing/reference/subject.ts';
import type { Report } from '../report/report.ts';
import type { Probe } from '../subject.ts';
import { newFolder, run } from './testing/run-program.ts';

describe('connector-acceptance with an emulator', () => {
  test('ends with 0 if all cases pass', async () => {
    const { code, stdout } = await run(['--emulator', 'reference', '--only', 'spec.alone,state.order']);
    expect(stdout).toContain('passed: 2 passed, 0 failed, 0 skipped');
    expect(code).toBe(0);
  });

  test('ends with 1 if a case fails, with a report, a JUnit file and the command that repeats it', async () => {
    const folder = newFolder();
    const files = ['--junit', join(folder, 'a.xml'), '--keep', join(folder, 'kept')];
    const args = ['--emulator', 'reference', '--only', 'value.big-integers', ...files];
    const { code, stdout } = await run(args, 'parses-records');
    expect(code).toBe(1);
    expect(stdout).toMatch(/seen +9007199254740993 was changed/);
    expect(stdout).toContain(`again     connector-acceptance --emulator reference --junit`);
    expect(readFileSync(join(folder, 'a.xml'), 'utf8')).toContain(
      '<failure message="9007199254740993 was changed',
    );
    const kept = join(folder, 'kept', 'value.big-integers');
    expect(readdirSync(kept).sort()).toEqual(['catalog-1.json', 'config-2.json', 'stdin-1.jsonl']);
    expect(readFileSync(join(kept, 'stdin-1.jsonl'), 'utf8')).toContain('9007199254740993');
  });

  test('reports a leaked secret without repeating it', async () => {
    const { code, stdout } = await run(
      ['--emulator', 'reference', '--only', 'secret.echo-write-401', '--json'],
      'shows-responses',
    );
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Report).cases[0]?.seen).toMatch(
      /a secret \(number 1 of 1\) is shown on stdout/,
    );
    expect(stdout).not.toContain('Canary+Reference');
  });

  test('runs all subjects of a connector, with a report of each and one result', async () => {
    const folder = newFolder();
    const args = ['--emulator', 'both', '--only', 'value.big-integers', '--keep', join(folder, 'kept')];
    const { code, stdout } = await run([...args, '--junit', join(folder, 'a.xml')], 'parses-records');
    expect(code).toBe(1);
    expect(stdout.match(/failed: 0 passed, 1 failed/g)).toHaveLength(2);
    expect(stdout).toContain("--emulator 'reference, again' --only value.big-integers");
    expect(readdirSync(join(folder, 'kept')).sort()).toEqual(['reference', 'reference-again']);
    expect(readFileSync(join(folder, 'a.xml'), 'utf8')).toContain('name="reference, again.value"');
    const json = await run(['--emulator', 'both', '--only', 'spec.alone', '--json']);
    const reports = JSON.parse(json.stdout) as Report[];
    expect(reports.map(({ subject, passed }) => [subject, passed])).toEqual([
      ['reference', 1],
      ['reference, again', 1],
    ]);
  });

  test('shows its progress on a terminal', async () => {
    const { stderr } = await run(['--emulator', 'reference', '--only', 'spec.alone'], '', newFolder(), true);
    expect(stderr).toMatch(/1\/1 {2}spec\.alone/);
  });

  test('runs the command of --connector instead of the emulator’s', async () => {
    const args = ['--emulator', 'reference', '--only', 'check.ok', '--verbose'];
    const { stdout } = await run(
      [...args, '--connector', `${process.execPath} '${connector}'`],
      'check-writes',
    );
    expect(stdout).toContain('✓ check.ok');
  });
});

describe('connector-acceptance with a live provider', () => {
  let live: Probe | undefined;
  afterEach(async () => {
    await live?.stop();
    live = undefined;
  });

  async function runLive(...more: readonly string[]) {
    live = await referenceProvider('k');
    const folder = newFolder();
    writeFileSync(join(folder, 'config.json'), JSON.stringify(live.config));
    const test = [
      'acceptance_tests: {connection: {tests: [{config_path: config.json, status: succeed}, {config_path: bad.json, status: failed}]}}',
      'connector_image: example/x:dev',
    ];
    writeFileSync(join(folder, 'acceptance-test-config.yml'), test.join('\n'));
    const args = [
      '--connector',
      `${process.execPath} ${connector}`,
      '--config',
      'acceptance-test-config.yml',
      '--json',
    ];
    const { stdout, ...rest } = await run([...args, ...more], '', folder);
    const { cases } = JSON.parse(stdout) as Report;
    return {
      ...rest,
      status: Object.fromEntries(cases.map(({ id, status }) => [id, status])),
      cases,
    };
  }

  test('runs spec, check and discover with a command and a configuration alone, and sends no record', async () => {
    const { cases, status, stderr } = await runLive(
      '--only',
      'spec.alone,cli,check,discover,state.order,failure',
    );
    expect(status).toMatchObject({
      'spec.alone': 'passed',
      'check.given': 'passed',
      'check.odd-file': 'passed',
      'discover.one-catalog': 'passed',
      'check.ok': 'skipped',
      'state.order': 'skipped',
      'failure.401': 'skipped',
      'failure.sockets': 'passed',
    });
    expect(cases.filter((each) => each.status === 'failed')).toEqual([]);
    expect(live!.arrived()).toEqual([]);
    expect(stderr).toBe('The configuration bad.json does not exist.\n');
  });

  test('sends made-up records with --write-records, and reports unread records as unseen', async () => {
    const { code, status, cases } = await runLive(
      '--write-records',
      '--only',
      'state.order,value.words,job.no-states',
    );
    expect(status).toEqual({ 'state.order': 'passed', 'job.no-states': 'passed', 'value.words': 'skipped' });
    expect(cases.find(({ id }) => id === 'state.order')?.unseen).toBe(true);
    expect(code).toBe(0);
    expect(live!.arrived().length).toBeGreaterThan(400);
  });

  test('sends no more made-up records after the first was rejected', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 's.yml'), 'objects: [{name: row, record: {id: "{i}"}}]');
    const { status, stderr } = await runLive(
      '--write-records',
      '--only',
      'state.order',
      '--subject',
      join(folder, 's.yml'),
    );
    expect(stderr).toContain('A made-up record of row was not accepted: Every record was rejected.');
    expect(status).toEqual({ 'state.order': 'skipped' });
  });
});

describe('the list', () => {
  test('shows title, reason and reference of each case', async () => {
    const { code, stdout } = await run(['--list', '--only', 'state']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^state\.order\n {2}Every state is emitted.*\n {2}why .*\n {2}source .*\n {2}needs {3}takes-records$/m,
    );
    expect(stdout).not.toContain('check.ok');
  });

  test('is available as JSON', async () => {
    const { stdout } = await run(['--list', '--json', '--only', 'check.hanging']);
    expect(JSON.parse(stdout)).toMatchObject([{ id: 'check.hanging', slow: true, needs: ['provider'] }]);
  });
});

describe('connector-acceptance reports', () => {
  test.each([
    ['that it needs a connector', [], 'Which connector?'],
    [
      'that there is no such emulator',
      ['--emulator', 'x'],
      'There is no emulator "x". There are: "reference", "both", "reference, again".',
    ],
    ['that no case matches', ['--only', 'nothing*'], 'No case matches "nothing*"'],
    [
      'that the connector cannot be started',
      ['--connector', '/no/such/program'],
      "can't be started (ENOENT)",
    ],
    [
      'that the connector writes no specification',
      ['--connector', 'sh -c "echo broken >&2; exit 3"'],
      'spec (exit code 3). It says: broken',
    ],
    ['that a file is missing', ['--connector', 'true', '--config', 'none.yml'], "none.yml can't be read"],
  ])('%s', async (_, args, words) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
