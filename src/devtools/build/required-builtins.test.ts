import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { requiredBuiltins } from './required-builtins.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

it('a bundle with commander imports none of Node’s modules, which would load their lazy parts', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "import { Command } from 'commander'; new Command();", resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    platform: 'node',
    plugins: [requiredBuiltins],
    write: false,
  });
  const { text } = outputFiles[0]!;
  expect(text).toContain('require("node:util")');
  expect(text).not.toMatch(/from "node:/);
});

it('a bundle loads node:fs/promises when it calls one of its functions', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "import { access } from 'node:fs/promises'; export default access;" },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    plugins: [requiredBuiltins],
    write: false,
  });
  const loaded: string[] = [];
  const bundle = { exports: {} as { default?: (path: string) => Promise<void> } };
  new Function('module', 'require', outputFiles[0]!.text)(bundle, (name: string) => {
    loaded.push(name);
    return { access: async (path: string) => path };
  });
  expect(loaded).toEqual([]);
  expect(await bundle.exports.default!('a.txt')).toBe('a.txt');
  expect(loaded).toEqual(['node:fs/promises']);
});

it('the names and contents of bundles are the same in every folder that a project is built in', async () => {
  const bundles = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'required-builtins-'));
    folders.push(folder);
    await writeFile(join(folder, 'shared.js'), "export { sep } from 'node:path';");
    for (const entry of ['one.js', 'two.js'])
      await writeFile(
        join(folder, entry),
        `import { sep } from './shared.js'; console.log('${entry}', sep);`,
      );
    const { outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: ['one.js', 'two.js'],
      outdir: 'dist',
      chunkNames: '[name]-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      plugins: [requiredBuiltins],
      write: false,
    });
    return outputFiles.map(({ path, text }) => [basename(path), text]);
  };
  const [one, other] = [await bundles(), await bundles()];
  expect(one).toHaveLength(3);
  expect(other).toEqual(one);
});
