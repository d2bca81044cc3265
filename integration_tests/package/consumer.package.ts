import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The tarballs that `npm run pack` has made. */
const packages = resolve('dist/packages');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
const cdk = join(packages, `airbyte-ts-cdk-${version}.tgz`);
const connectors = readdirSync('connectors').filter((name) => name.startsWith('destination-'));

// The Node of this test comes first, and nothing of this repository's environment is inherited.
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
const env = Object.fromEntries(
  Object.entries({ ...process.env, PATH, NO_COLOR: '1' }).filter(
    ([name]) => !/^(npm_(lifecycle|package|config_local_prefix)|NODE_OPTIONS|VITEST|INIT_CWD)/.test(name),
  ),
);

const folder = mkdtempSync(join(tmpdir(), 'package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (cwd: string, command: string, ...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 1e8 }).catch(
    (thrown: { stdout: string; stderr: string }) => {
      throw new Error(`${command} ${args.join(' ')}\n${thrown.stdout}\n${thrown.stderr}`);
    },
  );
  return stdout;
};

describe.each(connectors)('the package of %s', (name) => {
  test('runs by npx in an empty folder, and prints the specification of the repository', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    const tarball = join(packages, readdirSync(packages).find((file) => file.includes(`${name}-`))!);
    const printed = await run(empty, 'npx', '--yes', `file:${tarball}`, 'spec');
    const own = await run('.', process.execPath, `dist/${name}.js`, 'spec');
    expect(printed).toBe(own);
  });
});

describe('a project that init makes from the packed CDK', () => {
  const project = join(folder, 'my-crm');

  beforeAll(async () => {
    await run(
      folder,
      'npx',
      '--yes',
      `file:${cdk}`,
      'init',
      'my-crm',
      '--name',
      'My CRM',
      '--cdk',
      `file:${cdk}`,
    );
    await run(project, 'npm', 'install', '--no-audit', '--no-fund');
  });

  test('passes its own npm test: types, rules, unit tests and the whole acceptance suite', async () => {
    expect(await run(project, 'npm', 'test')).toMatch(/passed: \d+ passed, 0 failed/);
  });

  test('shows a sync with npm start', async () => {
    const shown = await run(project, 'npm', 'start');
    expect(shown).toContain('1000 contacts');
    expect(shown).toContain('4 states were emitted');
  });

  test('packs the connector as a package', async () => {
    expect(await run(project, 'npx', 'airbyte-ts', 'pack')).toContain('destination-my-crm-0.1.0.tgz');
  });

  test('reaches the public entry points of the CDK and nothing else', async () => {
    const entries = ['', '/cli', '/testing', '/acceptance', '/emulator'];
    const program = (path: string) => `await import('@airbyte-ts/cdk${path}')`;
    for (const entry of entries) await run(project, 'node', '--input-type=module', '-e', program(entry));
    for (const internal of ['/src/index.ts', '/dist/cdk/src/index.js', '/engine'])
      await expect(run(project, 'node', '--input-type=module', '-e', program(internal))).rejects.toThrow(
        'ERR_PACKAGE_PATH_NOT_EXPORTED',
      );
  });

  test('gets errors of the CDK that are known in two copies of it', async () => {
    writeFileSync(
      join(project, 'copies.mjs'),
      `import { ConnectorError, configError } from '@airbyte-ts/cdk';
const copy = await import(import.meta.resolve('@airbyte-ts/cdk') + '?copy');
const [same, other] = [configError('no') instanceof ConnectorError, configError('no') instanceof copy.ConnectorError];
console.log(ConnectorError === copy.ConnectorError, same, other);`,
    );
    expect(await run(project, 'node', 'copies.mjs')).toMatch(/^(true|false) true true\n$/);
  });
});
