import type { Plugin } from 'esbuild';

/** Files of undici, by the name under which its index exports the whole module. */
export const PARTS = {
  Pool: 'undici/lib/dispatcher/pool.js',
  buildConnector: 'undici/lib/core/connect.js',
} as const;

/**
 * Bundles the used parts of undici instead of its index, which loads all of undici, costs each command 30 ms of CPU
 * and needs Node 22. The source imports only from `undici`; the build fails if it imports another name, or if a file is missing.
 */
export const undiciParts: Plugin = {
  name: 'undici-parts',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'undici-parts',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'undici-parts' }, ({ pluginData }) => ({
      contents: Object.entries(PARTS)
        .map(([name, file]) => `export { default as ${name} } from '${file}';`)
        .join('\n'),
      resolveDir: pluginData as string,
    }));
  },
};
