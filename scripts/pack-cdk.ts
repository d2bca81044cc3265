/**
 * Packs the CDK into dist/packages/, without its script `prepare`: it builds this repository, and npm warns about it in each
 * project that installs the tarball.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'pack-cdk-'));

/** Packs a folder into another. Scripts are ignored, because `npm run pack` has built before. */
const pack = (cwd: string, to: string): void => {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', to], {
    cwd,
    stdio: ['ignore', 2, 2],
  });
};

try {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  pack(root, folder);
  const tarball = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  execFileSync('tar', ['-xzf', tarball], { cwd: folder });
  const file = join(folder, 'package', 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { prepare?: string } };
  delete manifest.scripts.prepare;
  writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
  pack(join(folder, 'package'), join(root, 'dist/packages'));
} finally {
  rmSync(folder, { recursive: true });
}
