import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readSpecification } from '../config/testing/read-specification.ts';
import { type Files, NAME, spec, template, valid } from './metadata/example-folder.ts';
import { checkMetadata, METADATA_RULES } from './metadata-rules.ts';

type Data = Record<string, unknown>;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

function violationsOf(files: Files, modes: string[] = ['append']): ReturnType<typeof checkMetadata> {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'metadata-test-'));
  folders.push(parent);
  const folder = path.join(parent, NAME);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return checkMetadata(folder, { spec: { ...spec, supported_destination_sync_modes: modes } });
}

const without = (file: string): Files =>
  Object.fromEntries(Object.entries(valid).filter(([name]) => name !== file));

/** The valid folder with one text replaced; fails if the text is missing. */
function edited(file: string, from: string, to: string): Files {
  const text = valid[file]!;
  expect(text).toContain(from);
  return { ...valid, [file]: text.replaceAll(from, to) };
}

function yamlWith(file: string, change: (root: Data) => void): Files {
  const root = parse(valid[file]!) as Data;
  change(root);
  return { ...valid, [file]: stringify(root) };
}

const metadata = (changes: Data): Files =>
  yamlWith('metadata.yaml', (root) => {
    root.data = Object.fromEntries(
      Object.entries({ ...(root.data as Data), ...changes }).filter(([, value]) => value !== undefined),
    );
  });

const connection = (tests: readonly Data[]): Files =>
  yamlWith('acceptance-test-config.yml', (root) => {
    (root.acceptance_tests as { connection: unknown }).connection = { tests };
  });

const wrong: readonly (readonly [rule: string, what: string, files: () => Files])[] = [
  ['metadata-shape', 'no metadata.yaml', () => without('metadata.yaml')],
  ['metadata-shape', 'a metadata.yaml that is no YAML', () => ({ ...valid, 'metadata.yaml': 'a: [' })],
  ['metadata-shape', 'no definitionId', () => metadata({ definitionId: undefined })],
  [
    'metadata-shape',
    'a definitionId of another version',
    () => metadata({ definitionId: '6f0f3d6a-4a3c-1d59-9a53-0d3c3a2b8f11' }),
  ],
  ['metadata-shape', 'a version that is not semantic', () => metadata({ dockerImageTag: 'latest' })],
  ['metadata-shape', 'an image name with a tag', () => metadata({ dockerRepository: `someone/${NAME}:1` })],
  ['metadata-shape', 'a licence that no registry takes', () => metadata({ license: 'GPL-3.0' })],
  ['metadata-shape', 'no language tag', () => metadata({ tags: ['cdk:typescript'] })],
  ['metadata-shape', 'a tag without a value', () => metadata({ tags: ['language:typescript', 'new'] })],
  ['metadata-shape', 'no allowed hosts', () => metadata({ allowedHosts: undefined })],
  [
    'metadata-shape',
    'a base image without a digest',
    () => metadata({ connectorBuildOptions: { baseImage: 'docker.io/node:26' } }),
  ],
  [
    'metadata-unknown-field',
    'a field that the platform does not know',
    () => metadata({ maintainer: 'somebody' }),
  ],
  [
    'repository-name',
    'an image named otherwise',
    () => metadata({ dockerRepository: 'someone/destination-other' }),
  ],
  [
    'repository-name',
    'an issue label named otherwise',
    () => metadata({ githubIssueLabel: 'destination-other' }),
  ],
  [
    'documentation-url',
    'another page than the specification',
    () => metadata({ documentationUrl: 'https://example.com/other' }),
  ],
  ['breaking-changes', 'a major version without an entry', () => metadata({ dockerImageTag: '1.0.0' })],
  [
    'breaking-changes',
    'a breaking change without a guide',
    () =>
      metadata({
        releases: { breakingChanges: { '1.0.0': { message: 'Ids change.', upgradeDeadline: '2027-01-31' } } },
      }),
  ],
  [
    'allowed-hosts',
    'not the default host',
    () => metadata({ allowedHosts: { hosts: [template('base_url')] } }),
  ],
  [
    'allowed-hosts',
    'not the host that a user may set',
    () => metadata({ allowedHosts: { hosts: ['api.example.com'] } }),
  ],
  [
    'allowed-hosts',
    'a template of no property',
    () => metadata({ allowedHosts: { hosts: ['api.example.com', template('base_url'), template('host')] } }),
  ],
  [
    'allowed-hosts',
    'a URL for a host',
    () =>
      metadata({
        allowedHosts: { hosts: ['https://api.example.com', 'api.example.com', template('base_url')] },
      }),
  ],
  ['icon', 'no icon', () => without('icon.svg')],
  ['icon', 'a wide icon', () => edited('icon.svg', '0 0 64 64', '0 0 64 32')],
  ['icon', 'an icon that is no SVG', () => ({ ...valid, 'icon.svg': 'GIF89a' })],
  ['icon', 'an icon with a script', () => edited('icon.svg', '</svg>', '<script/></svg>')],
  [
    'https-only',
    'plain http in a source file',
    () => ({ ...valid, 'api.ts': "export const base = 'http://api.example.com';" }),
  ],
  ['no-secrets', 'a private key', () => ({ ...valid, 'key.txt': `-----BEGIN ${'PRIVATE KEY'}-----` })],
  [
    'no-secrets',
    'a bearer token',
    () => ({ ...valid, 'integration_tests/a.json': `"Bearer ${'a1'.repeat(12)}"` }),
  ],
  ['acceptance-test-config', 'no acceptance-test-config.yml', () => without('acceptance-test-config.yml')],
  [
    'acceptance-test-config',
    'the image of another',
    () => edited('acceptance-test-config.yml', `someone/${NAME}:dev`, 'other:dev'),
  ],
  [
    'acceptance-test-config',
    'no configuration that fails',
    () => connection([{ config_path: 'secrets/config.json', status: 'succeed' }]),
  ],
  [
    'acceptance-test-config',
    'one configuration with two results',
    () =>
      connection([
        { config_path: 'secrets/config.json', status: 'succeed' },
        { config_path: 'secrets/config.json', status: 'failed' },
      ]),
  ],
  [
    'acceptance-test-config',
    'a configuration that is not there',
    () => without('integration_tests/invalid_config.json'),
  ],
  ['page-title', 'another title than the name', () => edited('README.md', '# Example\n', '# Something\n')],
  ['page-sections', 'no page', () => without('README.md')],
  [
    'page-sections',
    'a heading that stands in a code block only',
    () => edited('README.md', '\n## IP allow list', '\n### IP'),
  ],
  [
    'page-sections',
    'sections in another order',
    () =>
      edited(
        'README.md',
        '## Namespace support\n\n## IP allow list',
        '## IP allow list\n\n## Namespace support',
      ),
  ],
  [
    'page-prerequisites',
    'a required field that is not named',
    () => edited('README.md', 'The API Key.', 'The key.'),
  ],
  ['page-setup', 'no step in Airbyte', () => edited('README.md', ' in Airbyte\n', '\n')],
  ['page-setup', 'an anchor of no field', () => edited('README.md', 'storage[Local]', 'storage[S3]')],
  ['page-sync-modes', 'no table', () => edited('README.md', '| Sync mode |', '| Mode |')],
  [
    'page-sync-modes',
    'a mode that is not named',
    () => edited('README.md', '| Incremental Sync - Append + Deduped | No |\n', ''),
  ],
  [
    'page-sync-modes',
    'a mode that the specification does not offer',
    () => edited('README.md', 'Append + Deduped | No', 'Append + Deduped | Yes'),
  ],
  [
    'page-ip-allow-list',
    'another text',
    () => edited('README.md', 'to your allow list.', 'to your firewall.'),
  ],
  ['page-changelog', 'no row of the version', () => metadata({ dockerImageTag: '0.3.0' })],
  ['page-changelog', 'a version without a date', () => edited('README.md', '2026-02-01', 'unreleased')],
];

describe('the rules for a connector’s folder', () => {
  test('report nothing for a valid folder', () => {
    expect(violationsOf(valid)).toEqual([]);
  });

  test.each(wrong)('%s reports %s', (rule, _, files) => {
    const violations = violationsOf(files());
    expect(violations.map((violation) => violation.rule)).toContain(rule);
    for (const violation of violations) {
      expect(violation.path).not.toBe('');
      expect(violation.message).not.toBe('');
      expect(violation.reference).not.toBe('');
    }
  });

  test('each report an example above', () => {
    expect(new Set(wrong.map(([rule]) => rule))).toEqual(new Set(METADATA_RULES));
  });

  test('accept a major version that explains its breaking change', () => {
    const files = metadata({
      dockerImageTag: '1.0.0',
      releases: {
        breakingChanges: { '1.0.0': { message: 'Ids change.', upgradeDeadline: '2027-01-31' } },
        migrationDocumentationUrl: 'https://example.com/migrations',
      },
    });
    const guide = '# Example Migration Guide\n\n## Upgrading to 1.0.0\n';
    const page = valid['README.md']!.replace('| 0.2.0 |', '| 1.0.0 |');
    expect(violationsOf({ ...files, 'README.md': page, 'MIGRATIONS.md': guide })).toEqual([]);
  });

  test('require overwrite + deduped exactly if the platform can compose it from two modes', () => {
    const page = valid['README.md']!.replace(
      'Overwrite](https://example.com) | No',
      'Overwrite](https://example.com) | Yes',
    ).replace('Append + Deduped | No', 'Append + Deduped | Yes');
    const both = page.replace(
      '+ Deduped](https://example.com) | No',
      '+ Deduped](https://example.com) | Yes',
    );
    const modes = ['append', 'append_dedup', 'overwrite'];
    const rulesBroken = (readme: string, supportsRefreshes: boolean) =>
      violationsOf({ ...metadata({ supportsRefreshes }), 'README.md': readme }, modes).map(
        ({ rule }) => rule,
      );
    expect([rulesBroken(page, false), rulesBroken(both, true)]).toEqual([[], []]);
    expect([rulesBroken(page, true), rulesBroken(both, false)]).toEqual([
      ['page-sync-modes'],
      ['page-sync-modes'],
    ]);
  });

  test('ignore secrets, tests and local addresses', () => {
    const files: Files = {
      ...valid,
      'secrets/config.json': `-----BEGIN ${'PRIVATE KEY'}-----`,
      'integration_tests/a.json': '"http://example.com"',
      'api.test.ts': '"http://example.com"',
      'api.ts': "// see http://example.com\nconst local = 'http://localhost:8080';",
    };
    expect(violationsOf(files)).toEqual([]);
  });
});

describe('every connector', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const names = fs
    .readdirSync(path.join(root, 'connectors'))
    .filter((name) => name.startsWith('destination-'));

  test.each(names)('%s meets the rules of a registry', (name) => {
    const violations = checkMetadata(path.join(root, 'connectors', name), {
      spec: readSpecification(name),
    });
    expect(violations).toEqual([]);
  });

  test('has a unique definitionId', () => {
    const ids = names.map((name) => {
      const text = fs.readFileSync(path.join(root, 'connectors', name, 'metadata.yaml'), 'utf8');
      return (parse(text) as { data: { definitionId: string } }).data.definitionId;
    });
    expect(new Set(ids).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(0);
  });
});
