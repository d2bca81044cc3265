import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Files, NAME, template, valid } from './example-folder.ts';

type Data = Record<string, unknown>;

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

/** The valid folder with changed members of metadata.yaml; undefined removes one. */
export const metadata = (changes: Data): Files =>
  yamlWith('metadata.yaml', (root) => {
    root.data = Object.fromEntries(
      Object.entries({ ...(root.data as Data), ...changes }).filter(([, value]) => value !== undefined),
    );
  });

const connection = (tests: readonly Data[]): Files =>
  yamlWith('acceptance-test-config.yml', (root) => {
    (root.acceptance_tests as { connection: unknown }).connection = { tests };
  });

/** Folders that break one rule each: the rule, the mistake, and the files. */
export const brokenFolders: readonly (readonly [rule: string, what: string, files: () => Files])[] = [
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
    'an image with another name',
    () => metadata({ dockerRepository: 'someone/destination-other' }),
  ],
  [
    'repository-name',
    'an issue label with another name',
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
    'a heading that is in a code block only',
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
