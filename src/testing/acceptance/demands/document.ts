import type { Row } from './row.ts';
import { type DemandTable, demandTables } from './tables.ts';

/** Formats the tables as Markdown, after a summary. */
export function demandsMarkdown(tables: readonly DemandTable[] = demandTables): string {
  const summary = tables.map(({ title, rows }) => {
    const shown = rows.filter((row) => row.cases).length;
    const elsewhere = rows.filter((row) => !row.cases && row.elsewhere).length;
    return `| ${title} | ${rows.length} | ${shown} | ${elsewhere} | ${rows.length - shown - elsewhere} |`;
  });
  return [
    '| | Demands | Shown by cases | Shown by tests of this repository | Not shown |',
    '| :-- | --: | --: | --: | --: |',
    ...summary,
    ...tables.flatMap(({ title, rows }) => [
      '',
      `### ${title}`,
      '',
      '| | Demand | Cases | Elsewhere, and what is open |',
      '| :-- | :-- | :-- | :-- |',
      ...rows.map(line),
    ]),
    '',
  ].join('\n');
}

function line({ id, demand, cases = [], elsewhere = [], note }: Row): string {
  const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ');
  const rest = [code(elsewhere), note ?? ''].filter((text) => text !== '').join('; ');
  return `| ${id} | ${demand} | ${code(cases)} | ${rest} |`;
}
