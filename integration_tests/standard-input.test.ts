import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emulatorOf } from './emulators/registry.ts';

const command = fileURLToPath(new URL('../dist/destination-tidepool-so.js', import.meta.url));
const run = promisify(execFile);

let folder = '';
let args: readonly string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'standard-input-'));
  const [config, catalog] = [join(folder, 'config.json'), join(folder, 'catalog.json')];
  await writeFile(config, JSON.stringify(emulatorOf('destination-tidepool-so').config('http://127.0.0.1:9')));
  await writeFile(catalog, '{"streams":[]}');
  args = ['write', '--config', config, '--catalog', catalog];
});
afterAll(() => rm(folder, { recursive: true }));

/** The outcome of a shell command in which `$@` is the sync. */
const inShell = (script: string) =>
  run('sh', ['-c', script, 'sh', process.execPath, command, ...args], { timeout: 60_000 }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (thrown: { code: number; stdout: string }) => ({ code: thrown.code, stdout: thrown.stdout }),
  );

it('a sync fails if its reader closed stdout before the state was written', async () => {
  const state = '{"type":"STATE","state":{"data":{"a":1}}}';
  const { stdout } = await inShell(
    `echo '${state}' | { sleep 1; "$@"; echo $? > ${folder}/code; } | :; cat ${folder}/code`,
  );
  expect(stdout).toBe('1\n');
});

describe('standard input', () => {
  it.runIf(platform() === 'linux').each([
    ['is closed', '"$@" <&-'],
    ['is a directory', '"$@" < /'],
    ['is open for writing only', '"$@" 0> /dev/null'],
  ])('that %s causes a config error', async (problem, script) => {
    const { code, stdout } = await inShell(script);
    expect(code).toBe(1);
    expect(stdout).toContain('"failure_type":"config_error"');
    expect(stdout).toContain(`Standard input ${problem}`);
  });

  it.each([
    ['an empty pipe', ': | "$@"'],
    ['the null device', '"$@" < /dev/null'],
    ['an empty file', `: > "$HOME/empty" && "$@" < "$HOME/empty"`],
  ])('that is %s is a sync without messages', async (_what, script) => {
    const { code, stdout } = await inShell(script.replaceAll('$HOME', folder));
    expect([code, stdout]).toEqual([0, '']);
  });

  it('that a Node program does not set is a sync without messages', async () => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'ignore', 'ignore'] });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  });

  it.each([
    ['the configuration', ['write', '--config', '/no/such', '--catalog', '/no/such'], /no\/such/],
    ['the command line', ['write', '--config', '/no/such'], undefined],
  ])('is read although %s is wrong, so that its writer does not fail', async (_what, wrong, says) => {
    const file = join(folder, 'lines');
    await writeFile(file, '{"type":"LOG"}\n'.repeat(100_000));
    const descriptor = openSync(file, 'r');
    const writer = spawn('cat', { stdio: [descriptor, 'pipe', 'pipe'] });
    const child = spawn(process.execPath, [command, ...wrong], { stdio: [writer.stdout, 'pipe', 'pipe'] });
    writer.stdout!.destroy();
    closeSync(descriptor);
    let stdout = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr!.resume();
    const ends = await Promise.all(
      [writer, child].map((each) => new Promise((resolve) => each.once('close', resolve))),
    );
    expect(ends).toEqual([0, 1]);
    if (says) expect(stdout).toMatch(says);
  });
});
