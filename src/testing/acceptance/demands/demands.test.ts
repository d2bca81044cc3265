import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { select } from '../../cli/selection.ts';
import { acceptanceCases } from '../all.ts';
import { demandsMarkdown } from './document.ts';
import { demandTables } from './tables.ts';

const root = new URL('../../../../', import.meta.url);
const rows = demandTables.flatMap((table) => table.rows);
const idsOf = (only: string): string[] =>
  select(acceptanceCases, { only, slow: true }).chosen.map(({ id }) => id);

test('the demand tables contain all 102 demands of the checklist, in order', () => {
  expect(demandTables[0]!.rows.map(({ id }) => Number(id))).toEqual(
    Array.from({ length: 102 }, (_, i) => i + 1),
  );
});

test('every demand names a case, a test of this repository, or a reason for neither', () => {
  for (const { id, cases = [], elsewhere = [], note } of rows)
    expect([id, cases.length + elsewhere.length > 0 || note !== undefined]).toEqual([id, true]);
});

test('cases that demands name exist', () => {
  for (const { id, cases = [] } of rows)
    for (const each of cases) expect([id, each, idsOf(each).length > 0]).toEqual([id, each, true]);
});

test('tests that demands name exist', () => {
  for (const path of rows.flatMap(({ elsewhere = [] }) => elsewhere))
    expect([path, existsSync(new URL(path, root))]).toEqual([path, true]);
});

test('every case belongs to a demand', () => {
  const named = new Set(
    rows.flatMap(({ cases = [] }) => cases.filter((each) => each !== '*').flatMap(idsOf)),
  );
  expect(acceptanceCases.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
});

test('docs/acceptance.md contains the demand tables', () => {
  const page = readFileSync(new URL('docs/acceptance.md', root), 'utf8');
  expect(page, 'run `npm run generate`').toContain(demandsMarkdown());
});
