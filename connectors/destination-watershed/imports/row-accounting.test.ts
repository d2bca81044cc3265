import { describe, expect, it } from 'vitest';
import { batchOf } from '../../../src/engine/testing/fixtures.ts';
import type { Imported } from '../api/replies.ts';
import { csvRows } from '../csv/file.ts';
import type { Verdict } from '../preview/preview.ts';
import { TemplateBehaviours } from '../preview/template-behaviour.ts';
import { RowAccounting } from './row-accounting.ts';

/** A file of four rows, `a` to `d`. */
function aRoll(hasColumn = true) {
  const identities = ['a', 'b', 'c', 'd'];
  const habit = new TemplateBehaviours().of('t');
  const rows = batchOf(identities, { framing: csvRows, ...(hasColumn && { dedupKeys: identities }) });
  return { habit, roll: new RowAccounting(rows, habit, hasColumn) };
}
const listed = (alllStatementIds?: string[], failedRows = {}): Imported => ({
  id: 1,
  failedRows,
  ...(alllStatementIds && { alllStatementIds }),
});
const seen = (refused: number[], made: Record<number, string[]>, ids: Verdict['ids']): Verdict => ({
  refused: new Map(refused.map((row) => [row, { status: 'rejected', reason: 'no' }])),
  made: new Map(Object.entries(made).map(([row, its]) => [Number(row), its])),
  ids,
});

describe('of the rows of a file', () => {
  it('those are missing that an import neither lists nor names as failed', () => {
    const { roll, habit } = aRoll();
    roll.take(listed(['A', 'x'], { 3: 'bad' }), 'f1');
    expect([roll.missing, roll.unclear, roll.isRepeatable]).toEqual([2, [2, 3], true]);
    expect([...roll.answers.rows.keys()]).toEqual([1]);
    expect(habit).toMatchObject({ ids: 'used', repeats: undefined });
  });

  it('those that make nothing in a preview are not missing, and those that fail there explain what is', () => {
    const { roll } = aRoll();
    roll.take(listed(['a', 'b']), 'f1');
    roll.foresee(seen([1], {}, 'none'), roll.unclear);
    expect([roll.missing, roll.isExplained, roll.unclear]).toEqual([1, true, []]);
    expect([...roll.answers.rows.keys()]).toEqual([3]);
  });

  it('those that fail under lines that the file does not have are known by the preview', () => {
    const { roll } = aRoll();
    roll.take(listed(['a', 'b', 'c'], { 9: 'bad' }), 'f1');
    expect(roll.missing).toBe(1);
    roll.foresee(seen([0], {}, undefined), roll.unclear);
    expect([...roll.answers.rows.keys()]).toEqual([3]);
    expect(roll.answers.strangers).toBe(0);
    const people = aRoll();
    people.habit.ids = 'none';
    people.roll.take(listed([], { 3: 'bad', 9: 'bad', 10: 'bad' }), 'f1');
    expect(people.roll.unclear).toEqual([0, 2, 3]);
    people.roll.foresee(seen([2], {}, 'none'), people.roll.unclear);
    expect([...people.roll.answers.rows.keys()]).toEqual([1, 3]);
    expect(people.roll.answers.strangers).toBe(1);
  });

  it('those that one file brought in stay in, whatever becomes of them in the next', () => {
    const { roll, habit } = aRoll();
    roll.take(listed(['a', 'b'], { 4: 'bad' }), 'f1');
    roll.take(listed(['c', 'd'], { 2: 'there already', 3: 'there already' }), 'f2');
    expect([roll.missing, roll.answers.rows.size, habit.repeats]).toEqual([0, 0, undefined]);
    roll.take(listed(['a']), 'f3');
    expect(habit.repeats).toBe('listed');
  });

  it('one that is listed while its import goes on may fail after all', () => {
    const { roll } = aRoll();
    roll.take(listed(['a', 'b', 'c', 'd']), 'f1');
    roll.take(listed(['b', 'c', 'd'], { 2: 'bad' }), 'f1');
    expect([roll.missing, [...roll.answers.rows.keys()]]).toEqual([0, [0]]);
  });
});

describe('without ids of the rows', () => {
  it('statements are counted, as many as a preview makes of rows that did not fail', () => {
    const { roll } = aRoll(false);
    roll.take(listed(['1', '2'], { 2: 'bad' }), 'f1');
    expect([roll.missing, roll.unclear, roll.isRepeatable]).toEqual([1, [1, 2, 3], false]);
    roll.foresee(seen([], { 0: ['x', 'y'], 1: ['z', 'w'], 2: ['v'] }, 'unused'), [1, 2, 3]);
    expect(roll.missing).toBe(3);
    roll.take(listed(['1', '2', '3', '4', '5'], { 2: 'bad' }), 'f1');
    expect(roll.missing).toBe(0);
  });

  it('a template that makes two of a row lacks some where there is one of each', () => {
    const { roll, habit } = aRoll(false);
    Object.assign(habit, { ids: 'unused', perRow: 2 });
    roll.take(listed(['1', '2', '3', '4']), 'f1');
    expect(roll.missing).toBe(4);
  });
});

describe('nothing is missing', () => {
  it('where an import does not say what it made, or nothing has ids', () => {
    const { roll } = aRoll();
    roll.take(listed(), 'f1');
    expect(roll.missing).toBe(0);
    const people = aRoll();
    people.habit.ids = 'none';
    people.roll.take(listed([]), 'f1');
    expect(people.roll.missing).toBe(0);
  });

  it('where imports leave out what was there before, which is not proof that all is in', () => {
    const { roll, habit } = aRoll();
    Object.assign(habit, { ids: 'used', repeats: 'omitted' });
    roll.take(listed(['a']), 'f1');
    expect([roll.missing, roll.isUnproven]).toEqual([0, true]);
  });
});
