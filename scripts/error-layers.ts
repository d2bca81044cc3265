import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorCatalog } from '../src/errors.ts';
import { type Source, sourcesBelow } from './sources.ts';

/** The CDK, a connector, or a folder that connectors share: it raises errors and explains their codes. */
export interface ErrorLayer {
  /** Title on the page: the connectors in which its errors occur. */
  readonly title: string;
  readonly sources: readonly Source[];
  readonly catalog: ErrorCatalog;
}

const CATALOG = 'error-catalog.ts';

/** The layers of a project, by its root folder: the CDK first. */
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

async function layer(root: string, title: string, sources: readonly Source[]): Promise<ErrorLayer> {
  let catalog: ErrorCatalog = {};
  for (const { file } of sources.filter((each) => each.file.endsWith(`/${CATALOG}`))) {
    const { errorCatalog } = (await import(pathToFileURL(join(root, file)).href)) as {
      readonly errorCatalog: ErrorCatalog;
    };
    catalog = { ...catalog, ...errorCatalog };
  }
  return { title, sources, catalog };
}
