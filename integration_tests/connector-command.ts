import { fileURLToPath } from 'node:url';
import { HEAP_FLAGS } from '../src/cli/heap.ts';

/** The command of a connector in `dist/`, with the heap option without which `write` replaces its process once. */
export const connectorCommand = (name: string): readonly [node: string, ...args: string[]] => [
  process.execPath,
  HEAP_FLAGS[0],
  fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url)),
];
