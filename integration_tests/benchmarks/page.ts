/** Writes the tables of docs/benchmarks.md, and docs/benchmarks.svg, from the results of `npm run bench`. */
import { readFile, writeFile } from 'node:fs/promises';
import { drawBars } from './bars.ts';
import { pageTables, withTables } from './page-tables.ts';
import type { Section } from './report.ts';
import { SUBJECTS } from './subjects.ts';

const root = new URL('../../', import.meta.url);
const results = await readFile(new URL('.bench/results.json', root), 'utf8').catch(() => {
  throw new Error('There are no results. Run `npm run bench` first.');
});
const { sections } = JSON.parse(results) as { readonly sections: readonly Section[] };
/** The connectors in their usual order, whichever was measured last. */
const place = ({ label }: Section): number => SUBJECTS.findIndex(({ name }) => label.startsWith(name));
const ordered = sections.toSorted((one, other) => place(one) - place(other));
const page = new URL('docs/benchmarks.md', root);
await writeFile(page, withTables(await readFile(page, 'utf8'), pageTables(ordered)));
if (sections.some(({ bars }) => bars))
  await writeFile(new URL('docs/benchmarks.svg', root), drawBars(ordered));
process.stdout.write(
  `Wrote the tables of ${[...new Set(sections.map((section) => section.case))].join(', ')}.\n`,
);
