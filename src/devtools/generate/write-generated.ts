import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files that are generated from others and checked in. */
export interface Generated {
  /** The text of each file, by its path from the root of the project, with `/`. */
  readonly files: ReadonlyMap<string, string>;
  /** Path of a folder whose other files are obsolete. */
  readonly folder?: string;
  /** Mistakes in the sources, one sentence each. */
  readonly problems?: readonly string[];
}

/**
 * Writes the files that differ from those on disk and removes obsolete ones, or with `check` names them. Returns the exit code:
 * 1 if there are problems, or with `check` files that differ.
 */
export async function writeGenerated(
  root: string,
  { files, folder, problems = [] }: Generated,
  check: boolean,
  say: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<number> {
  for (const problem of problems) say(problem);
  const present = folder === undefined ? [] : await readdir(join(root, folder)).catch(() => []);
  const paths = new Set([...files.keys(), ...present.map((name) => `${folder}/${name}`)]);
  let isStale = false;
  for (const path of [...paths].sort()) {
    const file = join(root, path);
    const text = files.get(path);
    if (text === (await readFile(file, 'utf8').catch(() => undefined))) continue;
    isStale = true;
    if (check) {
      say(`${path} is stale. Run \`npm run generate\` and commit the result.`);
    } else if (text === undefined) {
      await rm(file);
      say(`removed ${path}`);
    } else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      say(`wrote ${path}`);
    }
  }
  return problems.length > 0 || (check && isStale) ? 1 : 0;
}
