import { describe, expect, it } from 'vitest';
import { failedRows } from '../imports/outcomes.ts';
import { importPage, jobIdIn, statementIds } from './replies.ts';

describe('the id of a job', () => {
  it.each([
    ['8812', '8812'],
    [' 8812\n', '8812'],
    ['90071992547409931', '90071992547409931'],
    ['"8812"', '8812'],
    ['{"id":8812}', '8812'],
    ['{"jobId":"a-1"}', 'a-1'],
    ['{"importId":5,"more":{}}', '5'],
    ['a1b2-c3', 'a1b2-c3'],
    ['', undefined],
    ['null', undefined],
    ['{}', undefined],
    ['[1]', undefined],
    ['{"id":{"a":1}}', undefined],
    ['Thank you very much.', undefined],
    ['"../../x"', undefined],
  ])('in %j is %j', (answer, id) => {
    expect(jobIdIn(answer)).toBe(id);
  });
});

describe('failed rows', () => {
  it('are told by their line: line 2 is the first row', () => {
    const { rows, strangers } = failedRows({ 2: 'no name', 4: ['a', 'b'] }, 3);
    expect([...rows]).toEqual([
      [0, { status: 'rejected', reason: 'Watershed refused the row', providerMessage: 'no name' }],
      [2, { status: 'rejected', reason: 'Watershed refused the row', providerMessage: '["a","b"]' }],
    ]);
    expect(strangers).toBe(0);
  });

  it('that are no rows of the file are counted', () => {
    const { rows, strangers } = failedRows({ 1: 'header', 5: 'beyond', x: 'what', '-3': 'less' }, 3);
    expect([rows.size, strangers]).toEqual([0, 4]);
  });

  it.each([undefined, null, {}])('may be absent: %o', (none) => {
    expect(failedRows(none, 3).rows.size).toBe(0);
  });
});

it('an import is read as far as it is needed, whatever else it has', () => {
  const page = {
    count: 1,
    results: [{ id: 8812, originalFilename: 'a.csv', failedRows: null, alllStatementIds: ['x'], new: 1 }],
  };
  expect(importPage.parse(page).results).toEqual([
    { id: 8812, originalFilename: 'a.csv', failedRows: null, alllStatementIds: ['x'] },
  ]);
});

describe('the ids of statements', () => {
  it.each([
    [{ statemenIds: 'A, b', alllStatementIds: ['a', 'c'] }, ['a', 'c', 'b']],
    [{ statementIds: 'a' }, ['a']],
    [{ allStatementIds: ['a'] }, ['a']],
    [{ statemenIds: '', alllStatementIds: [] }, []],
  ])('are read from whatever has them: %o', (told, ids) => {
    expect([...(statementIds({ id: 1, ...told }) ?? ['?'])]).toEqual(ids);
  });

  it.each([{}, { statemenIds: null, alllStatementIds: null }, { statemenIds: 7 }])(
    'are not told by %o, which is not the same as none',
    (told) => {
      expect(statementIds({ id: 1, ...told })).toBeUndefined();
    },
  );
});
