import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageFolder } from '../../src/devtools/preview/preview.ts';
import { type RunningPreview, startPreview } from '../../src/devtools/preview/server.ts';
import { type ConnectorFolder, findProject, selectConnectors } from '../../src/devtools/project.ts';

/** Serves the preview of a connector of this repository; `specification` replaces its own. */
export function serve(name: string, specification?: string): Promise<RunningPreview> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const connector = selectConnectors(findProject(root), name, root)[0]!;
  return startPreview({
    connector: {
      ...connector,
      ...(specification !== undefined && { specification }),
    } satisfies ConnectorFolder,
    command: join(root, 'dist', `${name}.js`),
    page: pageFolder(),
    port: 0,
  });
}
