import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { init } from './init.ts';

it('a tarball of the CDK is copied into the project, so that a build of its image has it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'init-'));
  const tarball = join(folder, 'airbyte-ts-cdk-9.9.9.tgz');
  await writeFile(tarball, 'packed');
  const project = join(folder, 'my-notes');
  await init(project, { cdk: `file:${tarball}` });
  const read = (file: string): Promise<string> => readFile(join(project, file), 'utf8');
  const { dependencies } = JSON.parse(await read('package.json')) as { readonly dependencies: object };
  expect(dependencies).toMatchObject({ '@airbyte-ts/cdk': 'file:airbyte-ts-cdk-9.9.9.tgz' });
  expect(await read('airbyte-ts-cdk-9.9.9.tgz')).toBe('packed');
  expect(await read('Dockerfile')).toContain(
    'COPY package.json package-lock.json airbyte-ts-cdk-9.9.9.tgz ./\n',
  );
  expect(await read('.dockerignore')).toContain('\n!airbyte-ts-cdk-9.9.9.tgz\n');
});

it('a version of the CDK is a dependency as it is, and the Dockerfile copies no tarball', async () => {
  const project = join(await mkdtemp(join(tmpdir(), 'init-')), 'my-notes');
  await init(project, { cdk: '9.9.9' });
  const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toMatchObject({ '@airbyte-ts/cdk': '9.9.9' });
  expect(manifest.overrides).toEqual({ vite: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(await readFile(join(project, 'Dockerfile'), 'utf8')).toContain(
    'COPY package.json package-lock.json ./\n',
  );
});
