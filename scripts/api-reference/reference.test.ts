import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeGenerated } from '../../src/devtools/generate/write-generated.ts';
import { generatedReference } from './generated-reference.ts';

const PAGE = '/**\n * What it is for.\n *\n * @module cdk\n */\n\n';
const CLI = PAGE.replace('cdk', 'cli');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Creates a package with two entry points, of which one has this source, and returns a function that generates its reference. */
function packageOf(source: string) {
  const root = mkdtempSync(join(tmpdir(), 'reference-test-'));
  folders.push(root);
  const file = join(root, 'index.ts');
  const exports = {
    '.': { '@airbyte-ts/source': './index.ts' },
    './cli': { '@airbyte-ts/source': './cli.ts' },
  };
  const manifest = { name: '@example/cdk', exports };
  writeFileSync(join(root, 'cli.ts'), CLI);
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(root, 'tsconfig.package.json'),
    JSON.stringify({
      compilerOptions: { strict: true, types: [], lib: ['es5'] },
      files: ['index.ts', 'cli.ts'],
    }),
  );
  writeFileSync(file, source);
  const generate = async (check: boolean) => {
    const output: string[] = [];
    const reference = await generatedReference(root);
    const exitCode = await writeGenerated(root, reference, check, (line) => output.push(line));
    return { exitCode, output };
  };
  return { root, file, generate };
}

it('the reference of a package has a page for each entry point and is fresh until a comment changes', async () => {
  const source = `${PAGE}/** Milliseconds of a wait. More about it. */\nexport const waitMs = 1;\n`;
  const { root, file, generate } = packageOf(source);
  expect((await generate(true)).exitCode).toBe(1);
  expect(await generate(false)).toEqual({
    exitCode: 0,
    output: ['wrote docs/api/README.md', 'wrote docs/api/cdk.md', 'wrote docs/api/cli.md'],
  });
  expect(readFileSync(join(root, 'docs/api/cdk.md'), 'utf8')).toContain(
    'Milliseconds of a wait. More about it.',
  );
  const names = readFileSync(join(root, 'docs/api/README.md'), 'utf8');
  expect(names).toContain('| `waitMs` | variable | Milliseconds of a wait. |');
  writeFileSync(file, `\n\n${source}`);
  expect(await generate(true)).toEqual({ exitCode: 0, output: [] });
  writeFileSync(file, source.replace('More about it.', 'Less.'));
  const stale = await generate(true);
  expect(stale.exitCode).toBe(1);
  expect(stale.output.join()).toContain('docs/api/cdk.md is stale');
});

it('a page without an entry point is reported and removed; the part of the README before the tables is kept', async () => {
  const { root, generate } = packageOf(`${PAGE}/** A text. */\nexport const a = 1;\n`);
  await generate(false);
  const readme = join(root, 'docs/api/README.md');
  writeFileSync(readme, `# My API\n\n${readFileSync(readme, 'utf8')}`);
  writeFileSync(join(root, 'docs/api/old.md'), '');
  expect((await generate(true)).output).toEqual([expect.stringContaining('docs/api/old.md')]);
  await generate(false);
  expect(await generate(true)).toEqual({ exitCode: 0, output: [] });
  expect(readFileSync(readme, 'utf8')).toMatch(/^# My API\n/);
});

it('the reference is not generated while a public member of any kind has no text', async () => {
  const source = `${PAGE}
    export const variable = 1;
    /** @example f({ a: 1 }) */
    export function f(options: { a: number }): { b: number } { return { b: options.a } }
    export interface I {
      property: string;
      method(): void;
      /** T. */ overloaded(a: string): void;
      overloaded(a: number): void;
      object?: { inner: string };
      discriminant: { kind: 'a' } | { kind: 'b'; why: string };
    }
    export class C { constructor(public a: string) {} get getter(): number { return 1 } static made(): void {} }
    export type Alias = string;
  `;
  const { exitCode, output } = await packageOf(source).generate(false);
  expect(exitCode).toBe(1);
  expect(output.flatMap((line) => /^cdk\.(.*) has no text\.$/.exec(line)?.[1] ?? []).sort()).toEqual([
    'Alias',
    'C',
    'C.a',
    'C.constructor',
    'C.getter',
    'C.made',
    'I',
    'I.discriminant',
    'I.discriminant.__type.why',
    'I.method',
    'I.object',
    'I.object.__type.inner',
    'I.overloaded',
    'I.property',
    'f',
    'f.f.__type.b',
    'f.f.options.__type.a',
    'variable',
  ]);
});

it('the reference is not generated while a function has no example, or an entry point no text', async () => {
  const source = '/** @module cdk */\n\n/** T. */\nexport const f = (): void => {};';
  const { exitCode, output } = await packageOf(source).generate(false);
  expect(exitCode).toBe(1);
  expect(output).toEqual(expect.arrayContaining(['cdk has no text.', 'cdk.f has no @example.']));
});

it('the reference is not generated with a broken link, or a public type that no entry point exports', async () => {
  const source = `${PAGE}interface Hidden {}\n/** See {@link missing}. */\nexport const a: Hidden = {};`;
  const { exitCode, output } = await packageOf(source).generate(false);
  expect(exitCode).toBe(1);
  expect(output).toContainEqual(expect.stringContaining('Hidden'));
  expect(output).toContainEqual(expect.stringContaining('missing'));
});

it('the first sentence of a text does not end inside of code', async () => {
  const text = 'Returns a state; with `typed: false. x` an untyped one. More.';
  const { root, generate } = packageOf(`${PAGE}/** ${text} */\nexport const state = 1;\n`);
  await generate(false);
  expect(readFileSync(join(root, 'docs/api/README.md'), 'utf8')).toContain(
    '| `state` | variable | Returns a state; with `typed: false. x` an untyped one. |',
  );
});
