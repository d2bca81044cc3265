import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Generated } from '../../src/devtools/generate/write-generated.ts';
import { generatedPage } from '../generated-page.ts';
import { readReference } from './reference.ts';

const FOLDER = 'docs/api';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** The pages of the API reference, made from the comments of the source. Its problems are public members without a text. */
export async function generatedReference(root: string): Promise<Generated> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
  const { pages, names, problems } = await readReference(
    manifest.name,
    entryPointsOf(manifest).map((file) => join(root, file)),
    join(root, 'tsconfig.package.json'),
  );
  const files = new Map([...pages].map(([name, text]) => [`${FOLDER}/${name}`, text]));
  files.set(...(await generatedPage(root, `${FOLDER}/README.md`, names)));
  return { files, folder: FOLDER, problems };
}

/** Returns the sources of the entry points, as `exports` lists them. */
function entryPointsOf({ exports }: Manifest): readonly string[] {
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : (target['@airbyte-ts/source'] ?? []),
  );
}
