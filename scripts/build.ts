import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { parse } from 'yaml';

/**
 * Bundles every connector into `dist/<name>.js`, its command. What each of its subcommands needs is split off and
 * loaded when it runs, so that `spec` starts as fast as Node does.
 */
const names = (await readdir('connectors', { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: names.map((name) => ({ in: `connector:${name}`, out: name })),
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  banner: {
    // CommonJS packages inside the bundle ask for Node's own modules by require.
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  plugins: [
    {
      name: 'connector-entry',
      setup(plugin) {
        plugin.onResolve({ filter: /^connector:/ }, ({ path }) => ({ path: path.slice('connector:'.length), namespace: 'connector' }));
        plugin.onLoad({ filter: /.*/, namespace: 'connector' }, async ({ path: name }) => ({
          contents: await entry(name),
          loader: 'ts',
          resolveDir: process.cwd(),
        }));
      },
    },
  ],
});
for (const name of names) await chmod(`dist/${name}.js`, 0o755);

async function entry(name: string): Promise<string> {
  const metadata = parse(await readFile(`connectors/${name}/metadata.yaml`, 'utf8')) as { data: { dockerImageTag: string } };
  return `#!/usr/bin/env node
import { main } from './src/cli/main.ts';
import specification from './spec/${name}.json';
await main({
  name: ${JSON.stringify(name)},
  version: ${JSON.stringify(metadata.data.dockerImageTag)},
  specification,
  load: async () => (await import('./connectors/${name}/index.ts')).default,
});
`;
}
