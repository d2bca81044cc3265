/** Draws docs/benchmarks.svg from the results of the last `npm run bench`. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drawBars } from './bars.ts';
import type { Section } from './report.ts';

const root = new URL('../../', import.meta.url);
const results = await readFile(new URL('.bench/results.json', root), 'utf8');
const { sections } = JSON.parse(results) as { readonly sections: readonly Section[] };
if (!sections.some(({ bars }) => bars))
  throw new Error('The last run measured no CPU. Run `npm run bench -- --only cpu` first.');
const path = fileURLToPath(new URL('docs/benchmarks.svg', root));
await writeFile(path, drawBars(sections));
process.stdout.write(`wrote ${path}\n`);
