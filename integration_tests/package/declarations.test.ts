import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly types: string } | string>>;
  readonly dependencies: object;
  readonly peerDependencies: object;
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[name, target.types] as const],
);

/** Examples in comments import too. */
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '');

/** Returns the declarations that an entry point reaches, and the packages that they import. */
function reachedFrom(entry: string): {
  readonly files: readonly string[];
  readonly packages: readonly string[];
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, from] of withoutComments(readFileSync(file, 'utf8')).matchAll(
      /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g,
    ))
      if (from!.startsWith('.')) visit(join(dirname(file), from!.replace(/\.[jt]s$/, '.d.ts')));
      else packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(from!)![0]);
  };
  visit(entry);
  return { files: [...files].map((file) => relative('dist/cdk', file)), packages: [...packages] };
}

test('the declarations for connectors reach neither the engine nor the tools above it', () => {
  const { files } = reachedFrom((manifest.exports['.'] as { readonly types: string }).types);
  expect(files).toContain('src/define/destination.d.ts');
  expect(files.filter((file) => /^src\/(engine|rejects|cli|devtools|emulator|testing)\//.test(file))).toEqual(
    [],
  );
});

test.each(entries)(
  'the declarations of %s import only packages that are installed with the CDK',
  (_, types) => {
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const isInstalled = (name: string): boolean => name.startsWith('node:') || installed.includes(name);
    expect(reachedFrom(types).packages.filter((name) => !isInstalled(name))).toEqual([]);
  },
);
