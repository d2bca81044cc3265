import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A TypeScript file of the product. */
export interface Source {
  /** Path from the root of the project, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** Returns the TypeScript files below a folder of a project, in a fixed order, without tests and their tools. */
export async function sourcesBelow(root: string, folder: string): Promise<readonly Source[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/\/(testing|integration_tests)\//.test(file))
    .sort();
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })));
}
