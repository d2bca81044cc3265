import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsIn, withoutCode } from '../../scripts/api-reference/anchors.ts';

const root = join(import.meta.dirname, '../..');
/** The files that npm packs, and the folders of them. */
function packedPaths(): ReadonlySet<string> {
  const printed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'ignore'] },
  });
  // npm 12 prints an object by package name.
  const [packed] = Object.values(JSON.parse(printed) as object) as { files: { path: string }[] }[];
  const paths = new Set<string>();
  for (const { path } of packed!.files) for (let at = path; at !== '.'; at = posix.dirname(at)) paths.add(at);
  return paths;
}

const paths = packedPaths();
// Pages of the template are pages of the project that `init` makes.
const pages = [...paths].filter((path) => path.endsWith('.md') && !path.includes('/template/'));

const hasAnchor = (path: string, anchor: string | undefined): boolean =>
  !anchor || !path.endsWith('.md') || anchorsIn(readFileSync(join(root, path), 'utf8')).has(anchor);

/**
 * Whether a link of a page leads to a file and a heading of the repository. `npm run pack` adapts links to files that it omits.
 */
function leadsSomewhere(page: string, target: string): boolean {
  if (/^[a-z]+:/.test(target)) return true;
  const [path = '', anchor] = target.split('#');
  const to = path === '' ? page : posix.join(dirname(page), path).replace(/\/$/, '');
  return existsSync(join(root, to)) && hasAnchor(to, anchor);
}

test.each(pages)('each link of the packed page %s leads to a file and a heading that exist', (page) => {
  const text = withoutCode(readFileSync(join(root, page), 'utf8')).replace(/`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  expect(targets.filter((target) => !leadsSomewhere(page, target))).toEqual([]);
});

test('pages are packed', () => {
  expect(pages).toContain('README.md');
  expect(pages).toContain('docs/api/cdk.md');
});
