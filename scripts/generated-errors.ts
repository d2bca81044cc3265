import type { Generated } from '../src/devtools/generate/write-generated.ts';
import { errorLayers } from './error-layers.ts';
import { errorPage } from './error-page.ts';
import { errorProblems } from './error-problems.ts';
import { generatedPage } from './generated-page.ts';

/** The page of error codes. Its problems are differences between the catalogs and the code. */
export async function generatedErrors(root: string): Promise<Generated> {
  const layers = await errorLayers(root);
  const page = await generatedPage(root, 'docs/errors.md', errorPage(layers));
  return { files: new Map([page]), problems: errorProblems(layers) };
}
