import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BuildOptions, type BuildResult, build } from 'esbuild';
import { parse } from 'yaml';
import { completeSpecification } from '../src/define/complete-specification.ts';
import type { ConnectorSpecification } from '../src/define/specification.ts';
import { writeBills } from './bill-of-materials.ts';
import { requiredBuiltins } from './required-builtins.ts';
import { undiciParts } from './undici-parts.ts';
import { unusedModules } from './unused-modules.ts';
import { zodMembers } from './zod-members.ts';

/**
 * Bundles every connector into `dist/<name>.js`, its command. What each of its subcommands needs is split off and
 * loaded when it runs, so that `spec` starts as fast as Node does. The acceptance suite becomes a command beside them.
 */
const connectors = await foldersIn('connectors');
const examples = await foldersIn('examples');

await rm('dist', { recursive: true, force: true });
const plugins = [undiciParts, unusedModules, requiredBuiltins, zodMembers];
const common: BuildOptions = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  plugins,
  banner: {
    // CommonJS packages inside the bundle ask for Node's own modules by require.
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
};
const { metafile } = await bundle(connectors);
// Apart from the connectors: an image is built without the examples, and has to hold the same bundles as dist/.
await bundle(examples);
await writeBills(
  connectors.map((folder) => basename(folder)),
  metafile!,
);
const commands = [...connectors, ...examples].map((folder) => basename(folder));
const acceptance = { in: 'integration_tests/acceptance/main.ts', out: 'connector-acceptance' };
// Apart from the connectors: what it shares with them would be split off theirs and make them start later. An image is built without.
if (existsSync(acceptance.in)) {
  await build({ ...common, entryPoints: [acceptance] });
  commands.push(acceptance.out);
}
for (const command of commands) await chmod(`dist/${command}.js`, 0o755);

function bundle(folders: readonly string[]): Promise<BuildResult> {
  return build({
    ...common,
    entryPoints: folders.map((folder) => ({ in: `connector:${folder}`, out: basename(folder) })),
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    metafile: true,
    plugins: [
      ...plugins,
      {
        name: 'connector-entry',
        setup(plugin) {
          plugin.onResolve({ filter: /^connector:/ }, ({ path }) => ({
            path: path.slice('connector:'.length),
            namespace: 'connector',
          }));
          plugin.onLoad({ filter: /.*/, namespace: 'connector' }, async ({ path: folder }) => ({
            contents: await entry(folder),
            loader: 'ts',
            resolveDir: process.cwd(),
          }));
        },
      },
    ],
  });
}

async function foldersIn(parent: string): Promise<readonly string[]> {
  if (!existsSync(parent)) return [];
  const entries = await readdir(parent, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('destination-'))
    .map(({ name }) => `${parent}/${name}`);
}

async function entry(folder: string): Promise<string> {
  const name = basename(folder);
  return `#!/usr/bin/env node
import { main } from './src/cli/main.ts';
await main({
  name: ${JSON.stringify(name)},
  version: ${JSON.stringify(await versionOf(folder))},
  specification: ${JSON.stringify(await specificationOf(name))},
  load: async () => (await import('./${folder}/index.ts')).default,
});
`;
}

async function specificationOf(name: string): Promise<ConnectorSpecification> {
  const own = JSON.parse(await readFile(`spec/${name}.json`, 'utf8')) as ConnectorSpecification;
  return completeSpecification(own);
}

/** A connector's version stands in its metadata; an example has none of its own. */
async function versionOf(folder: string): Promise<string> {
  const file = `${folder}/metadata.yaml`;
  if (!existsSync(file)) return '0.0.0';
  return (parse(await readFile(file, 'utf8')) as { data: { dockerImageTag: string } }).data.dockerImageTag;
}
