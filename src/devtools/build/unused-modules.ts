import type { Plugin } from 'esbuild';

/** Modules that a package loads and connectors never call: subcommands in their own executables, and HTTP/2, which the client disables. */
const UNUSED = [
  { path: 'node:child_process', importer: /[\\/]node_modules[\\/]commander[\\/]/ },
  { path: './client-h2.js', importer: /[\\/]node_modules[\\/]undici[\\/]/ },
] as const;

/** Bundles an empty module instead of each. child_process and http2 (with tls) cost a command 7 and 35 ms of CPU. */
export const unusedModules: Plugin = {
  name: 'unused-modules',
  setup(build) {
    build.onResolve({ filter: /^(node:child_process|\.\/client-h2\.js)$/ }, ({ path, importer }) =>
      UNUSED.some((each) => each.path === path && each.importer.test(importer))
        ? { path, namespace: 'unused-modules' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused-modules' }, () => ({ contents: 'module.exports = {};' }));
  },
};
