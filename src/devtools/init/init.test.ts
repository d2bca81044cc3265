import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkMetadata } from '../../testing/metadata-rules.ts';
import { specificationOf } from '../specification.ts';
import { init } from './init.ts';

const newProject = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'init-')), 'my-notes');

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
  const project = await newProject();
  await init(project, { cdk: '9.9.9' });
  const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toMatchObject({ '@airbyte-ts/cdk': '9.9.9' });
  expect(manifest.overrides).toEqual({ vite: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(await readFile(join(project, 'Dockerfile'), 'utf8')).toContain(
    'COPY package.json package-lock.json ./\n',
  );
});

it.each([
  ['airbyte', undefined],
  ['acme', 'acme'],
  ['registry.example.com/my-api/a_b', 'registry.example.com/my-api/a_b'],
])(
  'every file of a project names its image below %s with the repository %j',
  async (namespace, repository) => {
    const project = await newProject();
    await init(project, { cdk: '9.9.9', ...(repository !== undefined && { repository }) });
    const connector = 'connectors/destination-my-notes';
    const read = (file: string): Promise<string> => readFile(join(project, file), 'utf8');
    const image = `${namespace}/destination-my-notes`;
    for (const [file, text] of [
      ['README.md', `docker build -t ${image}:0.1.0 .`],
      ['Dockerfile', `docker build -t ${image}:0.1.0 .`],
      ['Dockerfile', `"$(value dockerRepository)" = "${namespace}/$CONNECTOR" ]`],
      ['Dockerfile', `is not ${namespace}/$CONNECTOR.`],
      ['Dockerfile', `io.airbyte.name="${namespace}/\${CONNECTOR}"`],
      ['Dockerfile', 'ENTRYPOINT ["exec", "/airbyte/connector/run"]'],
      [`${connector}/metadata.yaml`, `dockerRepository: ${image}\n`],
      [`${connector}/README.md`, `the Docker repository \`${image}\``],
      [`${connector}/acceptance-test-config.yml`, `connector_image: ${image}:dev\n`],
    ] as const)
      expect(await read(file), file).toContain(text);
    if (namespace !== 'airbyte')
      for (const file of await readdir(project, { recursive: true, withFileTypes: true }))
        if (file.isFile())
          expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toMatch(
            /airbyte\/(destination-|\$)/,
          );
    const spec = await specificationOf({ specification: join(project, 'spec/destination-my-notes.json') });
    expect(checkMetadata(join(project, connector), { spec })).toEqual([]);
  },
);

it.each(['Acme', 'acme/', '/acme', 'acme:1', 'registry.example.com:5000/acme', 'a b', '', 'a..b', '$&'])(
  'the repository %j is rejected before a file is written, with an example of a valid one',
  async (repository) => {
    const project = await newProject();
    const made = init(project, { cdk: '9.9.9', repository });
    await expect(made).rejects.toThrow(
      `"${repository}" cannot be the namespace of an image. Take lower-case letters`,
    );
    await expect(readdir(project)).rejects.toThrow('ENOENT');
  },
);

it('a repository that ends with the name of the connector is rejected, because the name would be added twice', async () => {
  const made = init(await newProject(), { cdk: '9.9.9', repository: 'acme/destination-my-notes' });
  await expect(made).rejects.toThrow("ends with the connector's name");
});
