import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { requiredBuiltins } from './required-builtins.ts';

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
