import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entrypointOf, pairsOf, textsOf } from './dockerfile.ts';
import {
  assemble,
  buildFromContext,
  finalStage,
  folder,
  type Image,
  ownSources,
  removeFolders,
  repository,
  stages,
} from './image.ts';
import { argumentsFor, metadataOf, names, probeSources, read } from './subjects.ts';

afterAll(removeFolders);

describe('the Dockerfile', () => {
  test('has the same command in ENTRYPOINT and AIRBYTE_ENTRYPOINT', () => {
    expect(pairsOf(finalStage, 'ENV').AIRBYTE_ENTRYPOINT).toBe(entrypointOf(finalStage).join(' '));
  });

  test('names the program by an absolute path that a shell does not re-interpret', () => {
    expect(entrypointOf(finalStage)[1]).toMatch(/^\/[a-z0-9/._-]+$/);
  });

  test('runs as 1000:1000, opens no port and declares no volume', () => {
    expect(textsOf(finalStage, 'USER')).toEqual(['1000:1000']);
    expect(finalStage.instructions.map((each) => each.name)).not.toContain('EXPOSE');
    expect(finalStage.instructions.map((each) => each.name)).not.toContain('VOLUME');
  });

  test('builds every stage on one exact version of Node that brings a shell', () => {
    const bases = stages.map((stage) => stage.base).filter((base) => base !== 'scratch');
    expect(new Set(bases)).toEqual(new Set(['node:26.10.0-slim']));
    expect(pairsOf(finalStage, 'LABEL')['org.opencontainers.image.base.name']).toBe(
      `docker.io/library/${bases[0]}`,
    );
  });

  test('runs nothing in the last stage, which may be of another processor than the builder', () => {
    expect(finalStage.base).toBe('scratch');
    expect(textsOf(finalStage, 'RUN')).toEqual([]);
    const system = stages.find((stage) => stage.name === 'base')!;
    expect(system.instructions).toEqual([]);
  });

  test('declares the builders that it needs, and passes them secrets that are in no layer', () => {
    const text = read(path.join(repository, 'Dockerfile'));
    expect(text).toMatch(/It needs BuildKit .* or Podman/);
    const [install] = stages
      .flatMap((stage) => textsOf(stage, 'RUN'))
      .filter((run) => run.includes('npm ci'));
    expect(install).toContain('--mount=type=secret,id=npmrc,');
    expect(install).toContain('--mount=type=secret,id=ca,');
  });

  test('includes only copied files in the build, and no secrets', () => {
    const ignored = read(path.join(repository, '.dockerignore')).split('\n');
    expect(ignored.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    expect(ignored).toContain('**/secrets');
    const allowed = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const copied = stages
      .flatMap((stage) => textsOf(stage, 'COPY'))
      .filter((text) => !text.includes('--from='))
      .flatMap((text) => text.split(' ').slice(0, -1))
      .map((source) => source.replace(/\/$/, ''));
    expect(allowed.toSorted()).toEqual([...new Set(copied)].toSorted());
  });
});

describe('a build', () => {
  const [name] = names;

  test('without a connector stops and lists the connectors', () => {
    expect(() => assemble({}, probeSources())).toThrow(new RegExp(`CONNECTOR is missing.*${name}`));
  });

  test('of an unknown connector stops and lists the connectors', () => {
    expect(() => assemble({ CONNECTOR: 'destination-nobody', VERSION: '0.1.0' }, probeSources())).toThrow(
      new RegExp(`no connector named 'destination-nobody'.*${name}`),
    );
  });

  test('lists connectors only, not folders that they share', () => {
    const message = (() => {
      try {
        return String(assemble({}, probeSources()));
      } catch (thrown) {
        return String(thrown);
      }
    })();
    expect(message.split('one of: ')[1]?.trim().split(' ')).toEqual(names);
  });

  test('of a bundle that differs from the bill of materials stops', () => {
    const sources = probeSources();
    fs.appendFileSync(path.join(sources.dist, `${name}.js`), ' ');
    expect(() => assemble(argumentsFor(name!), sources)).toThrow(/checksum did NOT match/);
  });

  test.each([undefined, '99.0.0'])(
    'with the version %s stops and shows the version of the metadata',
    (VERSION) => {
      const args = { CONNECTOR: name!, ...(VERSION && { VERSION }) };
      expect(() => assemble(args, probeSources())).toThrow(
        `Add --build-arg VERSION=${metadataOf(name!).dockerImageTag}`,
      );
    },
  );

  test('of a connector that was not bundled stops', () => {
    const args = { CONNECTOR: name!, VERSION: metadataOf(name!).dockerImageTag };
    expect(() => assemble(args, { ...ownSources, dist: folder() })).toThrow(`no dist/${name}.js`);
  });

  test('bundles every connector from the files that it copies and nothing else', () => {
    const dist = path.join(buildFromContext(), 'dist');
    for (const each of names) {
      const spec = spawnSync(process.execPath, [path.join(dist, `${each}.js`), 'spec'], { encoding: 'utf8' });
      expect(spec.stdout).toContain('"type":"SPEC"');
    }
  });

  test.each(names)('of %s contains its code and no other connector’s', (connector) => {
    const { root } = assemble(argumentsFor(connector));
    const files = fs.readdirSync(path.join(root, 'airbyte/connector'), { recursive: true, encoding: 'utf8' });
    const others = names.filter((other) => other !== connector);
    expect(files.filter((file) => others.some((other) => file.includes(other)))).toEqual([]);
    const sbom = JSON.parse(read(path.join(root, 'airbyte/connector/sbom.cdx.json'))) as {
      readonly components: readonly { readonly name: string; readonly purl: string }[];
    };
    const licences = read(path.join(root, 'airbyte/connector/THIRD-PARTY-LICENSES.txt'));
    expect(sbom.components.map((each) => each.name)).toEqual(expect.arrayContaining(['commander', 'undici']));
    for (const { name, purl } of sbom.components) {
      expect(purl).toMatch(/^pkg:npm\/.+@\d/);
      expect(licences).toContain(`${name} `);
    }
  });

  test.each(names)('of %s labels the image as its metadata does', (connector) => {
    const { dockerRepository, dockerImageTag } = metadataOf(connector);
    const { labels } = assemble({ CONNECTOR: connector, VERSION: dockerImageTag }, probeSources());
    expect(labels['io.airbyte.name']).toBe(dockerRepository);
    expect(labels['io.airbyte.version']).toBe(dockerImageTag);
  });
});

describe('the files of the image', () => {
  let image: Image;
  beforeAll(() => {
    image = assemble(argumentsFor(names[0]!), probeSources());
  });

  test('are not writable', () => {
    const files = fs.readdirSync(path.join(image.root, 'airbyte/connector'), {
      recursive: true,
      withFileTypes: true,
    });
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(fs.statSync(path.join(file.parentPath, file.name)).mode & 0o222, file.name).toBe(0);
    }
  });

  test('are the connector, its licence and its start script only', () => {
    expect(fs.readdirSync(path.join(image.root, 'airbyte/connector')).toSorted()).toEqual(
      ['LICENSE', 'SHA256SUMS', `${names[0]}.js`, 'package.json', 'run'].toSorted(),
    );
  });

  test('start from any folder as the ENTRYPOINT, with a heap that fits the container and without warnings', () => {
    const [program, ...args] = image.entrypoint;
    const run = spawnSync(program!, [...args, 'fail', 'a b', '$HOME'], {
      cwd: folder(),
      env: image.env,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      pid: run.pid,
      args: ['fail', 'a b', '$HOME'],
      options: ['--disable-warning=DeprecationWarning', '--max-old-space-size-percentage=60'],
      threshold: '32768',
    });
  });
});
