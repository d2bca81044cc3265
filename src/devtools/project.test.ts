import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProject, loadDefaults, selectConnectors } from './project.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'project-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Makes the folders of a project with two connectors and an example. */
function makeProject(): void {
  for (const folder of ['spec', 'connectors/destination-b', 'connectors/destination-a', 'connectors/shared'])
    mkdirSync(join(root, folder), { recursive: true });
  mkdirSync(join(root, 'examples/destination-c'), { recursive: true });
}

const namesOf = (connectors: readonly { readonly name: string }[]) => connectors.map(({ name }) => name);

describe('a project', () => {
  it('has the connectors of its folders in order, from any folder below it', () => {
    makeProject();
    const project = findProject(join(root, 'connectors/destination-a'));
    expect(project.root).toBe(root);
    expect(namesOf(project.connectors)).toEqual(['destination-a', 'destination-b']);
    expect(namesOf(project.examples)).toEqual(['destination-c']);
    expect(project.connectors[0]!.specification).toBe(join(root, 'spec/destination-a.json'));
  });

  it('is required; without one the error names the missing folders and the command that creates them', () => {
    expect(() => findProject(root)).toThrow(
      /is in no connector project: .*connectors\/ and spec\/.*airbyte-ts init/,
    );
  });
});

describe('the selected connectors', () => {
  it('are the named one, which may be an example', () => {
    makeProject();
    expect(namesOf(selectConnectors(findProject(root), 'destination-c', root))).toEqual(['destination-c']);
  });

  it('are the one of the current folder if none is named', () => {
    makeProject();
    const here = join(root, 'connectors/destination-b');
    expect(namesOf(selectConnectors(findProject(here), undefined, here))).toEqual(['destination-b']);
  });

  it('are all but the examples in any other folder', () => {
    makeProject();
    const all = selectConnectors(findProject(root), undefined, join(root, 'connectors'));
    expect(namesOf(all)).toEqual(['destination-a', 'destination-b']);
  });

  it('must exist; the error for an unknown name lists the known ones', () => {
    makeProject();
    expect(() => selectConnectors(findProject(root), 'destination-x', root)).toThrow(
      'There is no connector "destination-x". Choose one of: destination-a, destination-b, destination-c.',
    );
  });
});

it('default exports are loaded from the connectors that have the file', async () => {
  makeProject();
  writeFileSync(join(root, 'connectors/destination-b/thing.mjs'), 'export default 42;');
  expect(await loadDefaults(findProject(root), 'thing.mjs')).toEqual({ 'destination-b': 42 });
});

it('a file without a default export is an error that names it, because nothing of it could be used', async () => {
  makeProject();
  const file = join(root, 'connectors/destination-b/named.mjs');
  writeFileSync(file, 'export const thing = 42;');
  await expect(loadDefaults(findProject(root), 'named.mjs')).rejects.toThrow(
    `${file} has no default export.`,
  );
});
