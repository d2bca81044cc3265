import { testBatch } from '@airbyte-ts/cdk/testing';
import { describe, expect, it } from 'vitest';
import type { Imported } from '../api/responses.ts';
import { csvRows } from '../csv/file.ts';
import type { Verdict } from '../preview/preview.ts';
import { TemplateBehaviours } from '../preview/template-behaviour.ts';
import { RowAccounting } from './row-accounting.ts';

/** A file of four rows, `a` to `d`. */
function anAccounting(hasColumn = true) {
  const identities = ['a', 'b', 'c', 'd'];
  const behaviour = new TemplateBehaviours().of('t');
  const rows = testBatch(identities, { framing: csvRows, ...(hasColumn && { dedupKeys: identities }) });
  return { behaviour, accounting: new RowAccounting(rows, behaviour, hasColumn) };
}
const listed = (alllStatementIds?: string[], failedRows = {}): Imported => ({
  id: 1,
  failedRows,
  ...(alllStatementIds && { alllStatementIds }),
});
const verdict = (rejected: number[], generated: Record<number, string[]>, ids: Verdict['ids']): Verdict => ({
  rejected: new Map(rejected.map((row) => [row, { status: 'rejected', reason: 'no' }])),
  generated: new Map(Object.entries(generated).map(([row, its]) => [Number(row), its])),
  ids,
});

describe('RowAccounting with statement ids', () => {
  it('counts rows as missing that an import neither lists nor reports as failed', () => {
    const { accounting, behaviour } = anAccounting();
    accounting.addImport(listed(['A', 'x'], { 3: 'bad' }), 'f1');
    expect([accounting.missing, accounting.rowsToPreview, accounting.isRepeatable]).toEqual([
      2,
      [2, 3],
      true,
    ]);
    expect([...accounting.outcomes.rows.keys()]).toEqual([1]);
    expect(behaviour).toMatchObject({ ids: 'used', repeats: undefined });
  });

  it('does not count rows as missing that generate nothing in a preview; rows that fail there explain the others', () => {
    const { accounting } = anAccounting();
    accounting.addImport(listed(['a', 'b']), 'f1');
    accounting.addPreview(verdict([1], {}, 'none'), accounting.rowsToPreview);
    expect([accounting.missing, accounting.isExplained, accounting.rowsToPreview]).toEqual([1, true, []]);
    expect([...accounting.outcomes.rows.keys()]).toEqual([3]);
  });

  it('finds failed rows by a preview if the import reports lines that the file does not have', () => {
    const { accounting } = anAccounting();
    accounting.addImport(listed(['a', 'b', 'c'], { 9: 'bad' }), 'f1');
    expect(accounting.missing).toBe(1);
    accounting.addPreview(verdict([0], {}, undefined), accounting.rowsToPreview);
    expect([...accounting.outcomes.rows.keys()]).toEqual([3]);
    expect(accounting.outcomes.unknownLines).toBe(0);
    const people = anAccounting();
    people.behaviour.ids = 'none';
    people.accounting.addImport(listed([], { 3: 'bad', 9: 'bad', 10: 'bad' }), 'f1');
    expect(people.accounting.rowsToPreview).toEqual([0, 2, 3]);
    people.accounting.addPreview(verdict([2], {}, 'none'), people.accounting.rowsToPreview);
    expect([...people.accounting.outcomes.rows.keys()]).toEqual([1, 3]);
    expect(people.accounting.outcomes.unknownLines).toBe(1);
  });

  it('keeps a row of one file as imported if the row fails in the next file', () => {
    const { accounting, behaviour } = anAccounting();
    accounting.addImport(listed(['a', 'b'], { 4: 'bad' }), 'f1');
    accounting.addImport(listed(['c', 'd'], { 2: 'there already', 3: 'there already' }), 'f2');
    expect([accounting.missing, accounting.outcomes.rows.size, behaviour.repeats]).toEqual([0, 0, undefined]);
    accounting.addImport(listed(['a']), 'f3');
    expect(behaviour.repeats).toBe('listed');
  });

  it('counts a row as failed that was listed while its import was running', () => {
    const { accounting } = anAccounting();
    accounting.addImport(listed(['a', 'b', 'c', 'd']), 'f1');
    accounting.addImport(listed(['b', 'c', 'd'], { 2: 'bad' }), 'f1');
    expect([accounting.missing, [...accounting.outcomes.rows.keys()]]).toEqual([0, [0]]);
  });
});

describe('RowAccounting without statement ids', () => {
  it('expects as many statements as a preview generates of rows that did not fail', () => {
    const { accounting } = anAccounting(false);
    accounting.addImport(listed(['1', '2'], { 2: 'bad' }), 'f1');
    expect([accounting.missing, accounting.rowsToPreview, accounting.isRepeatable]).toEqual([
      1,
      [1, 2, 3],
      false,
    ]);
    accounting.addPreview(verdict([], { 0: ['x', 'y'], 1: ['z', 'w'], 2: ['v'] }, 'unused'), [1, 2, 3]);
    expect(accounting.missing).toBe(3);
    accounting.addImport(listed(['1', '2', '3', '4', '5'], { 2: 'bad' }), 'f1');
    expect(accounting.missing).toBe(0);
  });

  it('detects missing statements of a template that generates two per row', () => {
    const { accounting, behaviour } = anAccounting(false);
    Object.assign(behaviour, { ids: 'unused', minStatementsPerRow: 2 });
    accounting.addImport(listed(['1', '2', '3', '4']), 'f1');
    expect(accounting.missing).toBe(4);
  });
});

describe('RowAccounting counts no row as missing', () => {
  it('if an import lists no ids, or a template generates no statements', () => {
    const { accounting } = anAccounting();
    accounting.addImport(listed(), 'f1');
    expect(accounting.missing).toBe(0);
    const people = anAccounting();
    people.behaviour.ids = 'none';
    people.accounting.addImport(listed([]), 'f1');
    expect(people.accounting.missing).toBe(0);
  });

  it('if imports omit statements that existed before, and reports the rows as unproven', () => {
    const { accounting, behaviour } = anAccounting();
    Object.assign(behaviour, { ids: 'used', repeats: 'omitted' });
    accounting.addImport(listed(['a']), 'f1');
    expect([accounting.missing, accounting.isUnproven]).toEqual([0, true]);
  });
});
