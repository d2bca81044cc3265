import { type Batch, ConnectorError, transientError } from '@airbyte-ts/cdk';
import { testBatch } from '@airbyte-ts/cdk/testing';
import { expect, it } from 'vitest';
import type { WatershedApi } from '../api/api.ts';
import { type CsvFile, csvRows } from '../csv/file.ts';
import { readCsv } from '../emulator/csv.ts';
import { previewRows } from './preview.ts';

const id = (row: number) => `id-${row}`;
const batch = (rows: number): Batch =>
  testBatch(
    Array.from({ length: rows }, (_, row) => `${row}`),
    { framing: csvRows, dedupKeys: Array.from({ length: rows }, (_, row) => id(row)) },
  );

/**
 * An API that generates a statement for each row outside of `bad`, and whose response is unreadable for more than `maxRows` rows.
 */
function anApi({
  bad = [] as number[],
  maxRows = 1_000,
  ids = id as (row: number) => string | undefined,
} = {}) {
  const requested: number[] = [];
  const api = {
    async preview(_template: string, { parts, bytes }: CsvFile) {
      const content = Buffer.concat(parts);
      expect(content.length).toBe(bytes);
      const table = readCsv(content);
      if (typeof table === 'string') throw new Error(table);
      const rows = table.rows.map(([cell]) => Number(cell));
      requested.push(rows.length);
      if (rows.length > maxRows) throw transientError('too large', { code: 'ERR_UNREADABLE_RESPONSE' });
      const response = {
        failedRows: {} as Record<string, string>,
        statements: {} as Record<string, unknown>,
      };
      rows.forEach((row, index) => {
        if (bad.includes(row)) response.failedRows[index + 2] = `row ${row}`;
        else if (ids(row) !== undefined)
          response.statements[index + 2] = [{ id: 'another' }, { id: ids(row)?.toUpperCase() }];
      });
      return response;
    },
  } as unknown as WatershedApi;
  return { api, requested };
}

const preview = (api: WatershedApi, rows: number) => previewRows(api, 't', ['n'], batch(rows));

it('a preview sends rows in parts and returns the failed rows by their index in the batch', async () => {
  const { api, requested } = anApi({ bad: [0, 999, 1_000, 2_499] });
  const { rejected } = await preview(api, 2_500);
  expect(requested).toEqual([1_000, 1_000, 500]);
  expect([...rejected].map(([row, outcome]) => [row, outcome])).toEqual(
    [0, 999, 1_000, 2_499].map((row) => [
      row,
      { status: 'rejected', reason: 'Watershed rejected the row', providerMessage: `row ${row}` },
    ]),
  );
});

it('a preview halves its parts while the response is too large', async () => {
  const { api, requested } = anApi({ bad: [3], maxRows: 2 });
  expect([...(await preview(api, 5)).rejected.keys()]).toEqual([3]);
  expect(requested).toEqual([5, 2, 3, 1, 2]);
});

it('a preview fails with the original error if the response to a single row is unreadable, and for other errors', async () => {
  await expect(preview(anApi({ maxRows: 0 }).api, 2)).rejects.toMatchObject({
    code: 'ERR_UNREADABLE_RESPONSE',
  });
  const error = new ConnectorError('auth', 'no');
  const api = { preview: () => Promise.reject(error) } as unknown as WatershedApi;
  await expect(preview(api, 2)).rejects.toBe(error);
});

it.each([
  ['used, in upper or lower case', anApi(), 'used'],
  ['used by the first row that does not fail', anApi({ bad: [0, 1] }), 'used'],
  ['not used', anApi({ ids: () => 'random' }), 'unused'],
  ['absent, because no statements are generated', anApi({ ids: () => undefined }), 'none'],
  ['unknown, because every row fails', anApi({ bad: [0, 1, 2] }), undefined],
])('a preview detects that the ids of the rows are %s', async (_, { api }, ids) => {
  expect((await preview(api, 3)).ids).toBe(ids);
});
