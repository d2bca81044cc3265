/**
 * Bundles the page of `airbyte-ts preview` into `dist/cdk/preview/`, with the licences of the packages in it. These are
 * development dependencies: an installation of the CDK has the bundle alone.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licencesOf } from '../src/devtools/build/bill-of-materials.ts';

const root = join(import.meta.dirname, '..');
const page = 'src/devtools/preview/page';
const outdir = 'dist/cdk/preview';

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [`${page}/main.tsx`, `${page}/page.css`],
  entryNames: '[name]',
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  jsx: 'automatic',
  minify: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
});
await writeFile(
  join(root, outdir, 'THIRD-PARTY-LICENSES.txt'),
  await licencesOf(root, [`${outdir}/main.js`], metafile),
);
