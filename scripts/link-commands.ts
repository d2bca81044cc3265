/**
 * Links the built commands of this repository's connectors into `node_modules/.bin`, so that `npx destination-…` runs them.
 * They are no `bin` of the package, because the package is the CDK alone.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findProject } from '../src/devtools/project.ts';

const { root, connectors, examples } = findProject(import.meta.dirname);
const bin = join(root, 'node_modules', '.bin');

mkdirSync(bin, { recursive: true });
const commands = [
  ...[...connectors, ...examples].map(({ name }) => [name, join(root, 'dist', `${name}.js`)] as const),
  ['airbyte-ts', join(root, 'dist/cdk/src/devtools/main.js')] as const,
  ['connector-acceptance', join(root, 'dist/cdk/src/devtools/connector-acceptance.js')] as const,
];
for (const [name, command] of commands) {
  chmodSync(command, 0o755);
  // Windows has no such links for everyone; `node dist/<name>.js` runs there.
  if (process.platform === 'win32') continue;
  rmSync(join(bin, name), { force: true });
  symlinkSync(relative(bin, command), join(bin, name));
}
