/**
 * Publishes the packages of the connectors that `npm run pack` has made, except versions that the registry has already. With
 * `--dry-run` it publishes nothing and shows what it would.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { packConnectors } from '../src/devtools/pack.ts';
import { findProject } from '../src/devtools/project.ts';

const dryRun = process.argv.includes('--dry-run');
const project = findProject(import.meta.dirname);
for (const tarball of await packConnectors(project, project.connectors)) {
  const manifest = execFileSync('tar', ['xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
  const { name, version } = JSON.parse(manifest) as { readonly name: string; readonly version: string };
  const found = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' });
  if (found.status === 0 && found.stdout.trim() === version) {
    process.stdout.write(`${name}@${version} is published\n`);
    continue;
  }
  execFileSync('npm', ['publish', tarball, ...(dryRun ? ['--dry-run'] : [])], { stdio: 'inherit' });
}
