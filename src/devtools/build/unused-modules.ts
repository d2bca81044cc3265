import type { Plugin } from 'esbuild';

interface Unused {
  readonly path: string;
  readonly importer: RegExp;
  /** Contents of the module that replaces it; empty by default. */
  readonly contents?: string;
}

const COMMANDER = /[\\/]node_modules[\\/]commander[\\/]/;
const UNDICI = /[\\/]node_modules[\\/]undici[\\/]/;

/**
 * Of node:http undici reads only the limit of headers; the class is compared with the class of a body. The limit is Node's
 * default.
 */
const HTTP = `
const isSet = () => [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join().includes('max-http-header-size');
exports.IncomingMessage = class {};
Object.defineProperty(exports, 'maxHeaderSize', { get: () => (isSet() ? require('node:http').maxHeaderSize : 16384) });`;

/**
 * Modules that a package loads and connectors never call: subcommands in their own executables; HTTP/2, which the client
 * disables; undici's second parser, which only its own setting selects; bodies that are forms.
 */
const UNUSED: readonly Unused[] = [
  { path: 'node:child_process', importer: COMMANDER },
  { path: './client-h2.js', importer: UNDICI },
  { path: './parser-h1.js', importer: UNDICI, contents: 'exports.getMiloEnabled = () => false;' },
  { path: '../web/fetch/body.js', importer: UNDICI },
  { path: '../web/fetch/formdata', importer: UNDICI },
  {
    path: '../web/webidl',
    importer: UNDICI,
    contents: 'exports.webidl = { is: { FormData: () => false } };',
  },
  { path: 'node:http', importer: UNDICI, contents: HTTP },
];

/** Bundles a small module instead of each. child_process, http and http2 (with tls) cost a command 7, 5 and 35 ms of CPU. */
export const unusedModules: Plugin = {
  name: 'unused-modules',
  setup(build) {
    build.onResolve({ filter: /^(node:|\.)/ }, ({ path, importer }) => {
      const unused = UNUSED.find((each) => each.path === path && each.importer.test(importer));
      return unused && { path, namespace: 'unused-modules', pluginData: unused };
    });
    build.onLoad({ filter: /.*/, namespace: 'unused-modules' }, ({ pluginData }) => ({
      contents: (pluginData as Unused).contents ?? 'module.exports = {};',
    }));
  },
};
