import type { Plugin } from 'esbuild';

/** Files of undici, by the name under which its index exports what each of them exports as a whole. */
export const PARTS = {
  Pool: 'undici/lib/dispatcher/pool.js',
  buildConnector: 'undici/lib/core/connect.js',
} as const;

/**
 * Bundles the parts of undici that are used, in the place of its index: that loads all of undici, which costs each command 30 ms of CPU
 * and needs Node 22. The source imports from `undici` alone; the build fails when it imports something else, or when a file is gone.
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
