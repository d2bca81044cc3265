import { fileURLToPath } from 'node:url';

/** The command of a connector in `dist/`. */
export const connectorCommand = (name: string): readonly [node: string, ...args: string[]] => [
  process.execPath,
  fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url)),
];
