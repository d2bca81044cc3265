import type { Generated } from '../src/devtools/generate/write-generated.ts';
import { demandsMarkdown } from '../src/testing/acceptance/demands/document.ts';
import { generatedPage } from './generated-page.ts';

/** The page of the acceptance suite, with the tables of its demands. */
export async function generatedDemands(root: string): Promise<Generated> {
  return { files: new Map([await generatedPage(root, 'docs/acceptance.md', demandsMarkdown())]) };
}
