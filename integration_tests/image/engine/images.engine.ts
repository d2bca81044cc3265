import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entrypointOf, pairsOf, textsOf } from '../dockerfile.ts';
import { finalStage, removeFolders, repository } from '../image.ts';
import { argumentsFor, metadataOf, names } from '../subjects.ts';
import { buildImage, findEngine, inside, inspect, POD, run, versionOf } from './engine.ts';

const found = findEngine();
const engine = 'engine' in found ? found.engine : '';
const [whole = ''] = names.filter((name) => name === 'destination-tidepool-so');
afterAll(removeFolders);

// If an engine is named, as CI does after its installation, a failure of it must be reported.
test.runIf(process.env.CONTAINER_ENGINE !== undefined)(
  'the engine of CONTAINER_ENGINE runs containers',
  () => {
    expect(found).not.toHaveProperty('missing');
  },
);

test.runIf('missing' in found)(
  'images are neither built nor tested without a container engine',
  ({ skip }) => {
    const reason = 'missing' in found ? found.missing : '';
    process.stderr.write(
      `Skipped: building and testing the images. No container engine can be used. ${reason}\n`,
    );
    skip(reason);
  },
);

describe.runIf(engine !== '').each(names)(`the image of %s (${engine && versionOf(engine)})`, (name) => {
  let tag = '';
  beforeAll(() => {
    tag = buildImage(engine, name);
  }, 1_300_000);

  test('has the labels, user and entry point of the Dockerfile and the metadata', () => {
    const { Config, Size } = inspect(engine, tag);
    const env = Object.fromEntries(Config.Env.map((each) => each.split(/=(.*)/s).slice(0, 2)));
    const args = { ...argumentsFor(name), REVISION: 'a-commit', CREATED: '2026-01-31T12:00:00Z' };
    const { dockerRepository, dockerImageTag } = metadataOf(name);
    expect(Config.Labels).toMatchObject(pairsOf(finalStage, 'LABEL', args));
    expect(Config.Labels).toMatchObject({
      'io.airbyte.name': dockerRepository,
      'io.airbyte.version': dockerImageTag,
      'org.opencontainers.image.revision': 'a-commit',
      'org.opencontainers.image.created': '2026-01-31T12:00:00Z',
    });
    expect(env).toMatchObject(pairsOf(finalStage, 'ENV'));
    expect(Config.Entrypoint).toEqual(entrypointOf(finalStage));
    expect(env.AIRBYTE_ENTRYPOINT).toBe(Config.Entrypoint.join(' '));
    expect([Config.User]).toEqual(textsOf(finalStage, 'USER'));
    expect(Config.WorkingDir).toBe('/airbyte');
    // A CMD of the base would be used as arguments of a run without arguments.
    expect(Config.Cmd ?? []).toEqual([]);
    expect([Config.ExposedPorts ?? {}, Config.Volumes ?? {}]).toEqual([{}, {}]);
    expect(Size / 1e6).toBeLessThan(340);
  });

  test('contains the bundles of dist/, of this connector only, and no package manager', () => {
    const bills = path.join(repository, 'dist/bills', name);
    const sums = inside(
      engine,
      tag,
      'cd /airbyte/connector && sha256sum -c --quiet SHA256SUMS && cat SHA256SUMS',
    );
    expect(sums).toBe(fs.readFileSync(path.join(bills, 'SHA256SUMS'), 'utf8'));
    expect(inside(engine, tag, 'cat /airbyte/connector/sbom.cdx.json')).toBe(
      fs.readFileSync(path.join(bills, 'sbom.cdx.json'), 'utf8'),
    );
    const files = inside(engine, tag, 'cd /airbyte/connector && find . -type f').trim().split('\n');
    const listed = sums
      .trim()
      .split('\n')
      .map((line) => `./${line.split('  ')[1]}`);
    const others = [
      'LICENSE',
      'SHA256SUMS',
      'THIRD-PARTY-LICENSES.txt',
      'package.json',
      'run',
      'sbom.cdx.json',
    ];
    expect(files.toSorted()).toEqual([...listed, ...others.map((each) => `./${each}`)].toSorted());
    expect(
      inside(engine, tag, 'command -v npm npx yarn corepack; find / -xdev -name node_modules; true'),
    ).toBe('');
  });

  test('lets the user of the connector write nothing but its own folder', () => {
    const writable = 'find / -xdev -writable ! -type l ! -path "/proc/*" ! -path "/dev/*" | sort';
    const args = ['run', '--rm', '--user', '1000:1000', '--entrypoint', 'sh', tag, '-c', `${writable}; true`];
    const files = run(engine, args).stdout.trim().split('\n');
    const expected =
      /^\/(airbyte(\/home)?|tmp|var\/tmp|run\/lock|dev\/.*|proc|sys|etc\/(hosts|hostname|resolv.conf))$/;
    expect(files.filter((file) => !expected.test(file))).toEqual([]);
  });

  test.each(['1000:1000', '4242:4242', '65534:65534', '0:0'])(
    'prints only one SPEC as %s, without privileges, network or home',
    (user) => {
      const posture = POD.filter((option) => !option.startsWith('--user'));
      const args = [
        'run',
        '--rm',
        ...posture,
        '--user',
        user,
        '--network',
        'none',
        '-e',
        'HOME=/nonexistent',
        tag,
      ];
      const ended = run(engine, [...args, 'spec']);
      expect([ended.status, ended.stderr]).toEqual([0, '']);
      const types = ended.stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type);
      expect(types).toEqual(['SPEC']);
    },
  );

  const only = name === whole ? [] : ['--only', 'spec,cli,check,life,state'];
  test(`passes ${name === whole ? 'every case' : 'spec, cli, check, life and state'} of the acceptance suite as a pod`, () => {
    const report = path.join(repository, 'reports', `image-${name}.json`);
    fs.mkdirSync(path.dirname(report), { recursive: true });
    const ended = run(
      process.execPath,
      [
        path.join(repository, 'dist/cdk/src/devtools/connector-acceptance.js'),
        ...['--image', tag, '--engine', engine, '--emulator', name, '--jobs', '2', '--json', ...only],
        ...POD.flatMap((option) => ['--run-option', option]),
      ],
      3_000_000,
    );
    fs.writeFileSync(report, ended.stdout);
    const { cases, passed } = JSON.parse(ended.stdout) as {
      readonly passed: number;
      readonly cases: readonly { readonly id: string; readonly status: string; readonly seen?: string }[];
    };
    const failed = cases.filter(({ status }) => status === 'failed').map(({ id, seen }) => `${id}: ${seen}`);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(name === whole ? 140 : 50);
  }, 3_100_000);
});

// Docker needs a BuildKit output for it that not every image store supports.
test.runIf(engine.endsWith('podman') && whole !== '')(
  'the same sources give the same layers in a build without a cache',
  () => {
    const layers = () =>
      inspect(engine, buildImage(engine, whole, '--no-cache', '--timestamp', '0')).RootFS.Layers;
    expect(layers()).toEqual(layers());
  },
  2_500_000,
);
