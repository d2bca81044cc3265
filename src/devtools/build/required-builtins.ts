import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Loads Node's modules by `require`. An import statement reads all members of a module and so loads the lazy ones: the
 * implementation of `fetch` behind node:http (40 ms of CPU at the start of a command), Web Crypto behind node:crypto, `fs.promises` …
 */
export const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup(build) {
    const root = build.initialOptions.absWorkingDir ?? process.cwd();
    build.onResolve({ filter: /^node:/ }, ({ path, importer, kind }) =>
      kind === 'import-statement'
        ? // One for each importing file, because a shared one would become a separate chunk.
          // The path is part of a chunk's hash, so it must be the same in every folder that the project is built in.
          { path: `${path} in ${relative(root, importer)}`, namespace: 'required-builtins', pluginData: path }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'required-builtins' }, async ({ pluginData }) => {
      const path = String(pluginData);
      return { contents: contentsOf(path, Object.keys(await import(path))) };
    });
  },
};

function contentsOf(path: string, names: readonly string[]): string {
  const members = names.filter((name) => name !== 'default' && name !== 'module.exports');
  return [
    `const builtin = require('${path}');`,
    'const member = (name) => builtin[name];',
    'export default builtin;',
    // Marked as pure, so that unused members are dropped and not read.
    ...members.map((name) => `export const ${name} = /* @__PURE__ */ member('${name}');`),
  ].join('\n');
}
