import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { pageFolder } from '../../src/devtools/preview/preview.ts';
import { type RunningPreview, startPreview } from '../../src/devtools/preview/server.ts';
import { type ConnectorFolder, findProject, selectConnectors } from '../../src/devtools/project.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of an installed Chromium or Chrome; undefined if there is none on the `PATH`. */
export const browserPath: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** Starts the installed browser, without a window. */
export function launchBrowser(): Promise<Browser> {
  // Chromium does not run its sandbox for root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: browserPath!, args });
}

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
