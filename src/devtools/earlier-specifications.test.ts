import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkConnectors } from './check.ts';
import { earlierSpecifications } from './earlier-specifications.ts';
import { type ConnectorFolder, findProject } from './project.ts';

const specificationWith = (key: string) => ({
  documentationUrl: 'https://example.com',
  supported_destination_sync_modes: ['append'],
  connectionSpecification: { type: 'object', properties: { [key]: { type: 'string' } } },
});

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'earlier-'));
  for (const folder of ['spec', 'connectors/destination-a', 'connectors/destination-b'])
    mkdirSync(join(root, folder), { recursive: true });
  writeSpec('destination-a', 'key');
});
afterEach(() => rmSync(root, { recursive: true }));

function writeSpec(name: string, key: string): void {
  writeFileSync(join(root, 'spec', `${name}.json`), JSON.stringify(specificationWith(key)));
}

const connectors = (): readonly ConnectorFolder[] => findProject(root).connectors;

/** Commits all files of the project. */
function commit(): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'first');
  git('tag', 'v1');
}

/** The settings of the earlier specification of the first connector, without those of all destinations. */
async function settingsIn(content: string): Promise<readonly string[]> {
  const file = join(root, 'earlier.json');
  writeFileSync(file, content);
  const [first] = connectors();
  const found = await (await earlierSpecifications(file, [first!])).of(first!);
  const settings = Object.keys(found!.connectionSpecification.properties ?? {});
  expect(settings).toContain('field_mappings');
  return settings.filter((name) => name === 'old');
}

describe('the earlier specification in a file', () => {
  const old = specificationWith('old');

  it.each([
    ['a SPEC message', JSON.stringify({ type: 'SPEC', spec: old }, null, 2)],
    [
      'the output of spec',
      `${JSON.stringify({ type: 'LOG', log: {} })}\n${JSON.stringify({ type: 'SPEC', spec: old })}\n`,
    ],
    ['a specification', JSON.stringify(old)],
    ['a connectionSpecification', JSON.stringify(old.connectionSpecification)],
  ])('is read from %s and completed with the settings of all destinations', async (_, content) => {
    expect(await settingsIn(content)).toEqual(['old']);
  });

  it.each(['{}', '[]', 'text', '{"type":"LOG"}'])('is an error if the file has none: %s', async (content) => {
    await expect(settingsIn(content)).rejects.toThrow('has no specification. Give a JSON file');
  });

  it('belongs to one connector', async () => {
    const file = join(root, 'spec/destination-a.json');
    await expect(earlierSpecifications(file, connectors())).rejects.toThrow(
      'is the specification of one connector: name it',
    );
  });
});

describe('the earlier specifications of a git revision', () => {
  it('are read for each connector that existed then', async () => {
    commit();
    writeSpec('destination-a', 'other');
    writeSpec('destination-b', 'new');
    const earlier = await earlierSpecifications('v1', connectors());
    const [a, b] = await Promise.all(connectors().map((each) => earlier.of(each)));
    expect(Object.keys(a!.connectionSpecification.properties!)).toContain('key');
    expect(b).toBeUndefined();
  });

  it.each(['v2', '--help', ''])('are an error if there is no such revision: %j', async (revision) => {
    commit();
    await expect(earlierSpecifications(revision, connectors())).rejects.toThrow(
      `"${revision}" is neither a file nor a git revision`,
    );
  });
});

it('airbyte-ts check --against reports what would invalidate stored configurations, and fails', async () => {
  commit();
  writeSpec('destination-a', 'other');
  const lines: string[] = [];
  const selected = connectors().slice(0, 1);
  const earlier = await earlierSpecifications('v1', selected);
  expect(await checkConnectors(selected, (line) => lines.push(line), earlier)).toBe(1);
  expect(lines).toContain(
    `${join(root, 'spec/destination-a.json')} /connectionSpecification: The property key was removed. (rule property-removed)`,
  );
});

it('airbyte-ts check --against says which connector did not exist', async () => {
  commit();
  writeSpec('destination-b', 'new');
  const lines: string[] = [];
  const selected = connectors().slice(1);
  await checkConnectors(selected, (line) => lines.push(line), await earlierSpecifications('v1', selected));
  expect(lines[0]).toBe('destination-b: is not in v1, so there is nothing to compare');
});
