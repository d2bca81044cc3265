import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Loads Node's modules by `require`. An import statement reads all members of a module and so loads the lazy ones: the
 * implementation of `fetch` behind node:http (40 ms of CPU at the start of a command), Web Crypto behind node:crypto,
 * `fs.promises` …
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
      const members = Object.keys(await import(path)).filter(
        (name) => name !== 'default' && name !== 'module.exports',
      );
      return { contents: path === ON_CALL ? calling(path, members) : reading(path, members) };
    });
  },
};

/** Loaded when one of its functions is called, because it loads Node's line editor, and few commands call any. */
const ON_CALL = 'node:fs/promises';

function calling(path: string, members: readonly string[]): string {
  return members
    .filter((name) => name !== 'constants')
    .map((name) => `export const ${name} = (...given) => require('${path}').${name}(...given);`)
    .join('\n');
}

function reading(path: string, members: readonly string[]): string {
  return [
    `const builtin = require('${path}');`,
    'const member = (name) => builtin[name];',
    'export default builtin;',
    // Marked as pure, so that unused members are dropped and not read.
    ...members.map((name) => `export const ${name} = /* @__PURE__ */ member('${name}');`),
  ].join('\n');
}
