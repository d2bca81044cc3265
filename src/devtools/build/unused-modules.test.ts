import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { undiciParts } from './undici-parts.ts';
import { unusedModules } from './unused-modules.ts';

let folder = '';
let inputs: readonly string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unused-modules-'));
  const contents = `
    import { Pool } from 'undici';
    const valueOf = (object, name) =>
      object[Object.getOwnPropertySymbols(object).find(({ description }) => description === name)];
    const pool = new Pool('http://127.0.0.1:9');
    pool.dispatch({ path: '/', method: 'GET' }, { onRequestStart() {}, onResponseError() {} });
    console.log(valueOf(valueOf(pool, 'clients')[0], 'max headers size'));`;
  const { metafile } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    plugins: [undiciParts, unusedModules],
    metafile: true,
    outfile: join(folder, 'client.cjs'),
  });
  inputs = Object.keys(metafile.inputs);
});
afterAll(() => rm(folder, { recursive: true }));

const limitWith = async (...options: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [...options, join(folder, 'client.cjs')])).stdout.trim();

it('a bundled client limits headers to the default of Node', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '-p',
    "require('node:http').maxHeaderSize",
  ]);
  expect(await limitWith()).toBe(stdout.trim());
});

it('a bundled client limits headers to the option of Node', async () => {
  expect(await limitWith('--max-http-header-size=4000')).toBe('4000');
});

it('a bundle with undici contains neither fetch, HTTP/2 nor the second parser', () => {
  expect(inputs.some((each) => each.includes('undici/lib/dispatcher/client-h1.js'))).toBe(true);
  const bundled = inputs.filter((each) => !each.startsWith('unused-modules:'));
  expect(bundled.filter((each) => /undici\/lib\/(web|milo)|client-h2|parser-h1/.test(each))).toEqual([]);
});
