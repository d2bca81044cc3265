import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProject, selectConnector } from '../project.ts';
import { startPreview } from './server.ts';

/**
 * Serves the preview of a connector until SIGINT or SIGTERM. Throws an `Error` with a remedy if the connector is not
 * clear, the CDK is not built or the port is taken.
 */
export async function preview(
  name: string | undefined,
  port: number,
  say: (line: string) => void,
): Promise<void> {
  const project = findProject(process.cwd());
  const connector = selectConnector(project, name, process.cwd(), 'airbyte-ts preview');
  const page = pageFolder();
  if (!existsSync(join(page, 'main.js')))
    throw new Error(
      `The page is not built: ${page} is missing. Run \`npm run build\` in the repository of the CDK.`,
    );
  const command = join(project.root, 'dist', `${connector.name}.js`);
  const running = await startPreview({ connector, command, page, port }).catch(
    (thrown: NodeJS.ErrnoException) => {
      throw thrown.code === 'EADDRINUSE'
        ? new Error(`Port ${port} is taken. Choose another one with --port.`)
        : thrown;
    },
  );
  say(running.url);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await running.close();
}

/** The page is bundled when the CDK is built, also where the command runs from the source. */
export function pageFolder(): string {
  const root = dirname(fileURLToPath(import.meta.resolve('@airbyte-ts/cdk/package.json')));
  return join(root, 'dist/cdk/preview');
}
