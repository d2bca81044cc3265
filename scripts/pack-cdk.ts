/**
 * Packs the CDK into dist/packages/, without its script `prepare`, which builds this repository: npm warns about it in each
 * project that installs the tarball. Links of pages to files that are not packed lead to the repository.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { withLinksToRepository } from './packed-links.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'pack-cdk-'));

/** Packs a folder into another. Scripts are ignored, because `npm run pack` has built before. */
const pack = (cwd: string, to: string): void => {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', to], {
    cwd,
    stdio: ['ignore', 2, 2],
  });
};

/** The pages of the package; those of the template are pages of the project that `init` makes. */
const pagesIn = (content: string): readonly string[] =>
  readdirSync(content, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.md') && !path.includes('/template/'),
  );

try {
  const { name, version, homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly homepage: string;
  };
  pack(root, folder);
  const tarball = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  execFileSync('tar', ['-xzf', tarball], { cwd: folder });
  const content = join(folder, 'package');
  const repository = `${homepage.replace(/#.*/, '')}/blob/main`;
  for (const path of pagesIn(content)) {
    const page = readFileSync(join(content, path), 'utf8');
    const isPacked = (target: string): boolean => existsSync(join(content, target));
    writeFileSync(join(content, path), withLinksToRepository(page, path, isPacked, repository));
  }
  const file = join(content, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { prepare?: string } };
  delete manifest.scripts.prepare;
  writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
  pack(content, join(root, 'dist/packages'));
} finally {
  rmSync(folder, { recursive: true });
}
