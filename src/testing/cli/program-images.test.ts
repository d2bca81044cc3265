import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connector } from '../acceptance/testing/reference/subject.ts';
import { newFolder, run } from './testing/run-program.ts';

test('connector-acceptance runs an image with a container engine and passes its variables', async () => {
  const folder = newFolder();
  const engine = join(folder, 'engine');
  const script = `#!/bin/sh
echo "$@" >> ${folder}/calls
[ "$1" = rm ] && exit 0
while [ "$1" != example/reference ]; do
  [ "$1" = -w ] && cd "$2"
  shift
done
shift
exec ${process.execPath} ${connector} "$@"
`;
  writeFileSync(engine, script);
  chmodSync(engine, 0o755);
  const args = ['--engine', engine, '--image', 'example/reference', '--emulator', 'reference'];
  const { code, stdout } = await run([...args, '--only', 'check.relative-path,life.log-level,spec.alone']);
  expect(stdout).toContain('passed: 3 passed');
  expect(code).toBe(0);
  const calls = readFileSync(join(folder, 'calls'), 'utf8');
  expect(calls).toMatch(/^run --rm -i .* -e LOG_LEVEL example\/reference write /m);
  expect(calls.match(/^rm -f /gm)?.length).toBe(calls.match(/^run /gm)?.length);
});

describe('a container engine', () => {
  /** Runs with a program as the engine, named by a relative path. */
  async function withEngine(script: string, ...more: readonly string[]) {
    const folder = newFolder();
    writeFileSync(join(folder, 'engine'), `#!/bin/sh\necho "$@" >> ${folder}/calls\n${script}\n`, {
      mode: 0o755,
    });
    const args = ['--engine', './engine', '--image', 'example/x', '--emulator', 'reference'];
    const ended = await run([...args, '--only', 'spec,check', ...more], '', folder);
    return { ...ended, calls: readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') };
  }

  test.each([
    [125, 'Error: default OCI runtime "crun" not found'],
    [126, 'OCI permission denied'],
    [127, 'exec: "/airbyte/connector/run": no such file or directory'],
  ])('that ends with %d is reported in one message, and no case is run', async (code, says) => {
    const { stdout, stderr, calls, code: exitCode } = await withEngine(`echo '${says}' >&2; exit ${code}`);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`can't run the image example/x (exit code ${code}). It says: ${says}.`);
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['run', 'rm']);
  });

  test('that does not exist is reported in one message', async () => {
    const args = ['--engine', './none', '--image', 'example/x', '--emulator', 'reference'];
    const { stdout, stderr } = await run(args);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^The container engine \/.*\/none can't be started \(ENOENT\)\. Name another one/);
  });

  test('with an image that does nothing fails every case', async () => {
    const { code, stdout } = await withEngine('exit 1', '--run-option', '--read-only');
    expect(code).toBe(1);
    expect(stdout).toMatch(/failed: 0 passed, \d\d+ failed/);
  });

  test('gets the run options of the command line in each run', async () => {
    const { calls } = await withEngine('exit 1', '--run-option', '--read-only', '--run-option=--memory=350m');
    const runs = calls.filter((call) => call.startsWith('run'));
    expect(runs.length).toBeGreaterThan(10);
    for (const each of runs) expect(each).toMatch(/--read-only --memory=350m .*example\/x/);
  });
});
