import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { importsOfProject } from './imports.ts';

interface Installed {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Installed>>;
};
const root = lock.packages['']!;
const installed = Object.entries(lock.packages);
const shipped = Object.keys(root.dependencies ?? {});

it.each(Object.entries({ ...root.dependencies, ...root.devDependencies }))(
  'the dependency %s is pinned to one version',
  (_, version) => expect(version).toMatch(/^\d+\.\d+\.\d+$/),
);

it.each(shipped)('the shipped dependencies contain one copy of %s', (name) => {
  const copies = installed.filter(([path, { dev }]) => !dev && path.endsWith(`node_modules/${name}`));
  expect(copies.map(([path]) => path)).toEqual([`node_modules/${name}`]);
});

it('the lockfile contains no registry, so that each machine uses its configured one', () => {
  expect(installed.filter(([, { resolved }]) => resolved?.includes('://')).map(([path]) => path)).toEqual([]);
});

it('no source file imports a private file of a package, which its exports do not list', () => {
  const imports = importsOfProject().flatMap(({ file, specifier }) => {
    const [, name] = /^((?:@[\w.-]+\/)?[\w-][\w.-]*)\/./.exec(specifier) ?? [];
    return name === undefined ? [] : [{ file, name }];
  });
  expect(imports).not.toEqual([]);
  // Node rejects files that the exports of a package do not list.
  const folderOf = (name: string): string => (name === '@airbyte-ts/cdk' ? '.' : `node_modules/${name}`);
  const hasExports = (name: string): boolean =>
    'exports' in (JSON.parse(readFileSync(`${folderOf(name)}/package.json`, 'utf8')) as object);
  expect(imports.filter(({ name }) => !hasExports(name))).toEqual([]);
});
