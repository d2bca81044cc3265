import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorCatalog } from '../src/errors.ts';
import { type ErrorUse, errorUses } from './error-uses.ts';

/** The CDK, a connector, or a folder that connectors share: it raises errors and explains their codes. */
export interface ErrorLayer {
  /** What the page calls it: the connectors in which its errors occur. */
  readonly title: string;
  readonly uses: readonly (ErrorUse & { readonly file: string })[];
  readonly catalog: ErrorCatalog;
}

const CATALOG = 'error-catalog.ts';

/** The layers of a project, by its root folder. */
export async function errorLayers(root: string): Promise<readonly ErrorLayer[]> {
  const folders = await readdir(join(root, 'connectors'));
  const connectors = await Promise.all(
    folders.sort().map((name) => sourcesBelow(root, `connectors/${name}`)),
  );
  const titleOf = (name: string): string =>
    name.startsWith('destination-')
      ? name
      : folders.filter((_, at) => connectors[at]!.some(({ text }) => text.includes(`/${name}/`))).join(', ');
  return [
    await layer(root, 'every connector (CDK)', await sourcesBelow(root, 'src')),
    ...(await Promise.all(folders.map((name, at) => layer(root, titleOf(name), connectors[at]!)))),
  ];
}

interface Source {
  /** From the root, with `/`. */
  readonly file: string;
  readonly text: string;
}

async function sourcesBelow(root: string, folder: string): Promise<readonly Source[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/\/(testing|integration_tests)\//.test(file))
    .sort();
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })));
}

async function layer(root: string, title: string, sources: readonly Source[]): Promise<ErrorLayer> {
  let catalog: ErrorCatalog = {};
  for (const { file } of sources.filter((each) => each.file.endsWith(`/${CATALOG}`))) {
    const { errorCatalog } = (await import(pathToFileURL(join(root, file)).href)) as {
      readonly errorCatalog: ErrorCatalog;
    };
    catalog = { ...catalog, ...errorCatalog };
  }
  const uses = sources.flatMap(({ file, text }) => errorUses(file, text).map((each) => ({ ...each, file })));
  return { title, uses, catalog };
}
