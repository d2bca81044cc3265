import { describe, expect, it } from 'vitest';
import { failedRows } from '../imports/failed-rows.ts';
import { importPage, jobIdIn, jobStatus, statementIds } from './responses.ts';

describe('jobIdIn()', () => {
  it.each([
    ['8812', '8812'],
    [' 8812\n', '8812'],
    ['90071992547409931', '90071992547409931'],
    ['"8812"', '8812'],
    ['{"id":8812}', '8812'],
    ['{"id":90071992547409931}', '90071992547409931'],
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
  ])('reads %j as the job id %j', (response, id) => {
    expect(jobIdIn(response)).toBe(id);
  });
});

describe('importPage', () => {
  const ours = { id: 1, originalFilename: 'a.csv', created: '2024-01-01T00:00:00Z', failedRows: { 2: 'no' } };

  it.each([
    [
      { id: 2, originalFilename: 7, created: 1, failedRows: [] },
      { id: 2, failedRows: {} },
    ],
    [{ originalFilename: 'b.csv', failedRows: null }, { originalFilename: 'b.csv' }],
    [{ id: {} }, {}],
    [{ id: '' }, {}],
    [{}, {}],
    [null, {}],
    ['import', {}],
    [[ours], {}],
  ])('reads the other entries of a page with the malformed entry %j', (malformed, read) => {
    expect(importPage.parse({ results: [malformed, ours] }).results).toEqual([read, ours]);
  });

  it.each([
    [['no', 'never'], 2],
    [[{ row: 2 }], 1],
    ['all', 1],
    [7, 1],
    [true, 1],
  ])('reads %j as failed rows that are unknown', (failed, count) => {
    const [entry] = importPage.parse({ results: [{ ...ours, failedRows: failed }] }).results;
    expect(entry?.originalFilename).toBe('a.csv');
    const { rows, unknownLines } = failedRows(entry?.failedRows, 3);
    expect([rows.size, unknownLines]).toEqual([0, count]);
  });
});

describe('a number in a response', () => {
  it.each([
    ['1', 1],
    [1, 1],
    [null, null],
    ['many', undefined],
    [{}, undefined],
  ])('that the connector can do without may have any form (%j)', (count, expected) => {
    expect(importPage.parse({ count, results: [] })).toEqual({ count: expected, results: [] });
  });

  it('that the connector needs may be digits as a text', () => {
    expect(jobStatus.parse({ percentage: '99.5' })).toEqual({ percentage: 99.5 });
    for (const percentage of ['', 'done', null])
      expect(jobStatus.safeParse({ percentage }).success).toBe(false);
  });
});

describe('failedRows()', () => {
  it('maps line numbers to rows: line 2 is the first row', () => {
    const { rows, unknownLines } = failedRows({ 2: 'no name', 4: ['a', 'b'] }, 3);
    expect([...rows]).toEqual([
      [0, { status: 'rejected', reason: 'Watershed rejected the row', providerMessage: 'no name' }],
      [2, { status: 'rejected', reason: 'Watershed rejected the row', providerMessage: '["a","b"]' }],
    ]);
    expect(unknownLines).toBe(0);
  });

  it('counts lines that the file does not have', () => {
    const { rows, unknownLines } = failedRows({ 1: 'header', 5: 'beyond', x: 'what', '-3': 'less' }, 3);
    expect([rows.size, unknownLines]).toEqual([0, 4]);
  });

  it.each([undefined, null, {}])('accepts %o as no failed rows', (none) => {
    expect(failedRows(none, 3).rows.size).toBe(0);
  });
});

it('importPage ignores properties of an import that the connector does not use', () => {
  const page = {
    count: 1,
    results: [{ id: 8812, originalFilename: 'a.csv', failedRows: null, alllStatementIds: ['x'], new: 1 }],
  };
  expect(importPage.parse(page).results).toEqual([
    { id: 8812, originalFilename: 'a.csv', alllStatementIds: ['x'] },
  ]);
});

describe('statementIds()', () => {
  it.each([
    [{ statemenIds: 'A, b', alllStatementIds: ['a', 'c'] }, ['a', 'c', 'b']],
    [{ statementIds: 'a' }, ['a']],
    [{ allStatementIds: ['a'] }, ['a']],
    [{ statemenIds: '', alllStatementIds: [] }, []],
  ])('reads all properties that list ids: %o', (properties, ids) => {
    expect([...(statementIds({ id: 1, ...properties }) ?? ['?'])]).toEqual(ids);
  });

  it.each([{}, { statemenIds: null, alllStatementIds: null }, { statemenIds: 7 }])(
    'returns undefined, not an empty set, for %o, which lists no ids',
    (properties) => {
      expect(statementIds({ id: 1, ...properties })).toBeUndefined();
    },
  );
});
