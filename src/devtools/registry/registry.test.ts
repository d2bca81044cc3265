import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { completeSpecification } from '../../define/complete-specification.ts';
import { spec, valid } from '../../testing/metadata/testing/example-folder.ts';
import { type ConnectorFolder, findProject } from '../project.ts';
import { type RegistryOptions, writeRegistry } from './registry.ts';

type Data = Readonly<Record<string, unknown>>;

const { data: example } = parse(valid['metadata.yaml']!) as { readonly data: Data };
const NEW_ID = '0b9e3c1a-5d52-4c0e-8a5f-2f1b7c9d6e33';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'registry-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** Makes a connector whose metadata differs from the example in `more`; undefined removes a member. */
function connector(name: string, more: Data = {}): ConnectorFolder {
  write(`spec/${name}.json`, JSON.stringify(spec));
  const data = { ...example, dockerRepository: `someone/${name}`, githubIssueLabel: name, ...more };
  write(`connectors/${name}/metadata.yaml`, stringify({ metadataSpecVersion: '1.0', data }));
  write(`connectors/${name}/README.md`, `# ${name}\n`);
  return {
    name,
    folder: join(root, 'connectors', name),
    specification: join(root, `spec/${name}.json`),
  };
}

/** Writes a registry; returns what the command said. */
async function registry(connectors: readonly ConnectorFolder[], more: Partial<RegistryOptions> = {}) {
  const said: string[] = [];
  await writeRegistry(connectors, { output: join(root, 'out'), ...more }, (line) => said.push(line));
  return said;
}

const text = (file: string): string => readFileSync(join(root, 'out', file), 'utf8');
const json = (file: string) => JSON.parse(text(file));
const INDEX = 'registries/v0/oss_registry.json';

describe('a registry', () => {
  it('has the files that the platform reads, and the command names each', async () => {
    const said = await registry([connector('destination-a')]);
    const files = [
      INDEX,
      'metadata/someone/destination-a/0.2.0/oss.json',
      'metadata/someone/destination-a/0.2.0/doc.md',
    ];
    expect(said.slice(0, 3)).toEqual(files.map((file) => `wrote ${join(root, 'out', file)}`));
    expect(text(files[2]!)).toBe('# destination-a\n');
    expect(json(INDEX)).toEqual({ sources: [], destinations: [json(files[1]!)] });
  });

  it('has the same bytes each time', async () => {
    const all = [connector('destination-a'), connector('destination-b', { definitionId: NEW_ID })];
    await registry(all);
    const once = text(INDEX);
    await registry(all);
    expect(text(INDEX)).toBe(once);
  });

  it('without a saved registry has these connectors only, which the command says', async () => {
    expect((await registry([connector('destination-a')])).at(-1)).toBe(
      "The registry has only these connectors, and a platform that reads it knows no others: pass a copy of Airbyte's own with --base to keep them.",
    );
  });

  it('keeps the other connectors of a saved registry, and replaces those with the id or the image of its own', async () => {
    const others = [{ destinationDefinitionId: '1', dockerRepository: 'airbyte/destination-x' }];
    const sources = [{ sourceDefinitionId: '2', spec: { maximum: 5 } }];
    const old = {
      destinationDefinitionId: example.definitionId,
      dockerRepository: 'someone/old',
      name: 'Old',
    };
    write('saved.json', JSON.stringify({ sources, destinations: [old, ...others] }));
    const said = await registry([connector('destination-a')], { base: join(root, 'saved.json') });
    expect(json(INDEX)).toEqual({
      sources,
      destinations: [json('metadata/someone/destination-a/0.2.0/oss.json'), ...others],
    });
    expect(said.every((line) => line.startsWith('wrote '))).toBe(true);
  });
});

describe('the definition of a connector', () => {
  const definition = async (more: Data = {}): Promise<Data> => {
    await registry([connector('destination-a', more)]);
    return json(INDEX).destinations[0] as Data;
  };

  it('has the metadata and the complete specification, and is public', async () => {
    expect(await definition()).toEqual({
      ab_internal: { sl: 100, ql: 100 },
      allowedHosts: example.allowedHosts,
      custom: false,
      destinationDefinitionId: example.definitionId,
      dockerImageTag: '0.2.0',
      dockerRepository: 'someone/destination-a',
      documentationUrl: 'https://example.com/docs',
      githubIssueLabel: 'destination-a',
      icon: 'icon.svg',
      language: 'typescript',
      license: 'MIT',
      name: 'Example',
      public: true,
      releaseStage: 'alpha',
      sourceType: 'api',
      spec: JSON.parse(JSON.stringify(completeSpecification(spec))),
      supportLevel: 'community',
      supportsDataActivation: true,
      supportsRefreshes: false,
      tags: ['language:typescript'],
      tombstone: false,
    });
  });

  it('has its members in alphabetical order', async () => {
    const names = Object.keys(await definition());
    expect(names).toEqual(names.toSorted());
  });

  it('has the overrides of the open-source platform, also in the paths of its files', async () => {
    const oss = { enabled: true, dockerRepository: 'registry.example.com/acme/destination-a', name: 'Mine' };
    expect(await definition({ registryOverrides: { oss, cloud: { enabled: false } } })).toMatchObject({
      name: 'Mine',
      dockerRepository: 'registry.example.com/acme/destination-a',
    });
    expect(
      existsSync(join(root, 'out/metadata/registry.example.com/acme/destination-a/0.2.0/oss.json')),
    ).toBe(true);
  });

  it('has a page for each breaking change: its own, or that of all', async () => {
    const migrationDocumentationUrl = 'https://example.com/migrations';
    const change = { message: 'Ids change.', upgradeDeadline: '2027-01-31' };
    const own = { ...change, migrationDocumentationUrl: 'https://example.com/2' };
    const releases = { migrationDocumentationUrl, breakingChanges: { '1.0.0': change, '2.0.0': own } };
    expect((await definition({ releases })).releases).toEqual({
      migrationDocumentationUrl,
      breakingChanges: { '1.0.0': { ...change, migrationDocumentationUrl }, '2.0.0': own },
    });
  });
});

describe('nothing is written', () => {
  const failure = async (connectors: readonly ConnectorFolder[], more?: Partial<RegistryOptions>) => {
    const error = await registry(connectors, more).then(
      () => undefined,
      (thrown: Error) => thrown.message.replaceAll(root, ''),
    );
    expect(existsSync(join(root, 'out'))).toBe(false);
    return error;
  };

  it('without a definitionId, which the error names', async () => {
    expect(await failure([connector('destination-a', { definitionId: undefined })])).toBe(
      '/connectors/destination-a metadata.yaml#/data/definitionId: must be a uuid of version 4 that never changes',
    );
  });

  it('without a metadata.yaml', async () => {
    const made = connector('destination-a');
    rmSync(join(made.folder, 'metadata.yaml'));
    expect(await failure([made])).toMatch(/^\/connectors\/destination-a\/metadata\.yaml does not exist\./);
  });

  it('if metadata.yaml is not YAML', async () => {
    const made = connector('destination-a');
    write('connectors/destination-a/metadata.yaml', 'a: [');
    expect(await failure([made])).toMatch(/^\/connectors\/destination-a\/metadata\.yaml is not YAML: /);
  });

  it('without a page for users', async () => {
    const made = connector('destination-a');
    rmSync(join(made.folder, 'README.md'));
    expect(await failure([made])).toBe(
      '/connectors/destination-a/README.md does not exist. The platform shows it as the page of the connector.',
    );
  });

  it('for a connector that is in no registry of the open-source platform', async () => {
    const registryOverrides = { oss: { enabled: false }, cloud: { enabled: false } };
    expect(await failure([connector('destination-a', { registryOverrides })])).toMatch(
      /metadata\.yaml has registryOverrides\.oss\.enabled: false, so destination-a is in no registry/,
    );
  });

  it.each([
    ['definitionId', { dockerRepository: 'someone/destination-b' }],
    ['dockerRepository', { definitionId: NEW_ID, dockerRepository: 'someone/destination-a' }],
  ])('for two connectors with one %s', async (member, more) => {
    const two = [connector('destination-a'), connector('destination-b', { name: 'Other', ...more })];
    expect(await failure(two)).toMatch(new RegExp(`^Example and Other have the same ${member} .*Correct`));
  });

  it.each([
    ['does not exist', undefined],
    ['is not JSON', '<html></html>'],
    ['is not a registry', '{"destinations": []}'],
  ])('if the saved registry %s', async (problem, content) => {
    if (content !== undefined) write('saved.json', content);
    const error = await failure([connector('destination-a')], { base: join(root, 'saved.json') });
    expect(error).toContain(`/saved.json ${problem}`);
  });

  it('if the saved registry is a folder', async () => {
    const error = await failure([connector('destination-a')], { base: root });
    expect(error).toContain("can't be read (EISDIR).");
  });
});

it('every connector of this repository has a definition with the members that the platform requires', async () => {
  const { connectors } = findProject(dirname(fileURLToPath(import.meta.url)));
  await registry(connectors);
  expect(readdirSync(join(root, 'out/metadata/airbyte-ts'))).toEqual(connectors.map(({ name }) => name));
  for (const definition of json(INDEX).destinations)
    for (const member of [
      'destinationDefinitionId',
      'name',
      'dockerRepository',
      'dockerImageTag',
      'documentationUrl',
      'spec',
    ])
      expect(definition).toHaveProperty(member);
});
