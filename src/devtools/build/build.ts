import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type BuildOptions, type BuildResult, build } from 'esbuild';
import type { ConnectorFolder, Project } from '../project.ts';
import { specificationOf } from '../specification.ts';
import { versionOf } from '../version.ts';
import { writeBills } from './bill-of-materials.ts';
import { requiredBuiltins } from './required-builtins.ts';
import { undiciParts } from './undici-parts.ts';
import { unusedModules } from './unused-modules.ts';
import { zodMembers } from './zod-members.ts';

/** Loaded only where rejected records go to S3; a project that does not install them gets bundles without them. */
const OPTIONAL = ['@aws-sdk/client-s3', '@aws-sdk/credential-providers'];

/** Folders in `dist/` of the modules that commands share or load on demand. */
const CHUNKS = 'chunks';
const CHUNKS_OF_EXAMPLES = 'chunks-of-examples';

/**
 * Bundles every connector of a project into `dist/<name>.js`, its command. Modules that only one of its subcommands needs are
 * split off and loaded when that runs, so that `spec` starts as fast as Node. Returns the paths of the commands.
 */
export async function buildConnectors(project: Project): Promise<readonly string[]> {
  const outdir = join(project.root, 'dist');
  const commands = [...project.connectors, ...project.examples].map(({ name }) => join(outdir, `${name}.js`));
  await Promise.all([
    ...commands.map((command) => rm(command, { force: true })),
    ...[CHUNKS, CHUNKS_OF_EXAMPLES, 'bills'].map((folder) =>
      rm(join(outdir, folder), { recursive: true, force: true }),
    ),
  ]);
  const { metafile } = await bundle(project, project.connectors, CHUNKS);
  // Separate from the connectors, also their chunks: an image is built without the examples, and must contain the same bundles as
  // dist/. Chunks of two builds may have one name and import others in another order.
  if (project.examples.length > 0) await bundle(project, project.examples, CHUNKS_OF_EXAMPLES);
  await writeBills(
    project.root,
    project.connectors.map(({ name }) => name),
    metafile!,
  );
  for (const command of commands) await chmod(command, 0o755);
  return commands;
}

function bundle(
  { root }: Project,
  connectors: readonly ConnectorFolder[],
  chunks: string,
): Promise<BuildResult> {
  const missing = OPTIONAL.filter((name) => !existsSync(join(root, 'node_modules', name)));
  const options: BuildOptions = {
    absWorkingDir: root,
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    chunkNames: `${chunks}/[name]-[hash]`,
    splitting: true,
    metafile: true,
    external: missing,
    // A build that runs from the CDK's source bundles the source.
    conditions: import.meta.url.endsWith('.ts') ? ['@airbyte-ts/source'] : [],
    banner: {
      // CommonJS packages inside the bundle load Node's own modules by require.
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    entryPoints: connectors.map(({ name }) => ({ in: `connector:${name}`, out: name })),
    plugins: [
      undiciParts,
      unusedModules,
      requiredBuiltins,
      zodMembers,
      {
        name: 'connector-entry',
        setup(plugin) {
          plugin.onResolve({ filter: /^connector:/ }, ({ path }) => ({ path, namespace: 'connector' }));
          plugin.onLoad({ filter: /.*/, namespace: 'connector' }, async ({ path }) => ({
            contents: await entry(root, connectors.find(({ name }) => path === `connector:${name}`)!),
            loader: 'ts',
            resolveDir: root,
          }));
        },
      },
    ],
  };
  return build(options);
}

async function entry(root: string, connector: ConnectorFolder): Promise<string> {
  const definition = `./${relative(root, connector.folder).split(sep).join('/')}/index.ts`;
  return `#!/usr/bin/env node
import { main } from '@airbyte-ts/cdk/cli';
await main({
  name: ${JSON.stringify(connector.name)},
  version: ${JSON.stringify(await versionOf(connector))},
  specification: ${JSON.stringify(await specificationOf(connector))},
  load: async () => (await import(${JSON.stringify(definition)})).default,
});
`;
}
