/**
 * Bundles the page of `airbyte-ts preview` into `dist/cdk/preview/`, with the licences of what it holds. The packages in
 * it are development dependencies: an installation of the CDK has the bundle alone.
 */
import { build } from 'esbuild';

const folder = 'src/devtools/preview/page';

await build({
  entryPoints: [`${folder}/main.tsx`, `${folder}/page.css`],
  entryNames: '[name]',
  outdir: 'dist/cdk/preview',
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
