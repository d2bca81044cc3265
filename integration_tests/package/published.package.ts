import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, expect, test } from 'vitest';

const run = promisify(execFile);

/** The tarballs that `npm run pack` has made. */
const tarballs = readdirSync('dist/packages')
  .filter((file) => file.endsWith('.tgz'))
  .map((file) => join('dist/packages', file));

const folder = mkdtempSync(join(tmpdir(), 'published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mistakesIn = async (tarball: string): Promise<readonly (string | undefined)[]> => {
  const { buffer } = Uint8Array.from(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
};

test.each(tarballs)('publint finds no mistake in %s', async (tarball) => {
  expect(await mistakesIn(tarball)).toEqual([]);
});

test('npm warns of no script of the packed CDK where it is installed as a file', async () => {
  const cdk = tarballs.find((file) => file.includes('airbyte-ts-cdk-'))!;
  const { stdout } = await run('tar', ['-xOzf', cdk, 'package/package.json']);
  const scripts = Object.keys((JSON.parse(stdout) as { readonly scripts: object }).scripts);
  const atInstall = ['preinstall', 'install', 'postinstall', 'prepare'];
  expect(scripts.filter((name) => atInstall.includes(name))).toEqual([]);
});

test('links of the packed README to files that are not packed lead to the repository', async () => {
  const cdk = tarballs.find((file) => file.includes('airbyte-ts-cdk-'))!;
  const { stdout } = await run('tar', ['-xOzf', cdk, 'package/README.md']);
  expect(stdout).toContain('](https://github.com/airbyte-ts/destinations/blob/main/connectors/');
  expect(stdout).toContain('](docs/api/README.md)');
  expect(stdout).not.toContain('](connectors/');
});

test('TypeScript resolves the declarations of each entry point as Node resolves its module', async () => {
  const cdk = tarballs.find((file) => file.includes('airbyte-ts-cdk-'))!;
  const attw = run(process.execPath, ['node_modules/.bin/attw', cdk, '--profile', 'esm-only']);
  const problems = await attw.then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  expect(problems).toBe('');
});

test('npm publishes the manifest of the CDK without corrections', async () => {
  const manifest = readFileSync('package.json', 'utf8');
  writeFileSync(join(folder, 'package.json'), manifest);
  await run('npm', ['pkg', 'fix'], { cwd: folder });
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(manifest);
});
