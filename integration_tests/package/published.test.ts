import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packConnectors } from '../../src/devtools/pack.ts';
import { findProject } from '../../src/devtools/project.ts';

const run = promisify(execFile);
const project = findProject(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'published-'));
let cdk: string;

beforeAll(async () => {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  cdk = join(folder, stdout.trim());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mistakesIn = async (tarball: string): Promise<readonly (string | undefined)[]> => {
  const { buffer } = Uint8Array.from(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
};

test('publint finds no mistake in the package of the CDK', async () => {
  expect(await mistakesIn(cdk)).toEqual([]);
});

test('publint finds no mistake in the packages of the connectors', async () => {
  for (const tarball of await packConnectors(project, project.connectors))
    expect({ tarball, mistakes: await mistakesIn(tarball) }).toEqual({ tarball, mistakes: [] });
});

test('TypeScript resolves the declarations of each entry point as Node resolves its module', async () => {
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
