import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSpecification } from '../config/testing/read-specification.ts';
import { brokenFolders, metadata } from './metadata/testing/broken-folders.ts';
import { type Files, NAME, spec, valid } from './metadata/testing/example-folder.ts';
import { checkMetadata, METADATA_RULES } from './metadata-rules.ts';

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

describe('the rules for a connector’s folder', () => {
  test('report nothing for a valid folder', () => {
    expect(violationsOf(valid)).toEqual([]);
  });

  test.each(brokenFolders)('%s reports %s', (rule, _, files) => {
    const violations = violationsOf(files());
    expect(violations.map((violation) => violation.rule)).toContain(rule);
    for (const violation of violations) {
      expect(violation.path).not.toBe('');
      expect(violation.message).not.toBe('');
      expect(violation.reference).not.toBe('');
    }
  });

  test('each report an example above', () => {
    expect(new Set(brokenFolders.map(([rule]) => rule))).toEqual(new Set(METADATA_RULES));
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
