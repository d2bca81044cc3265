import { expect, it } from 'vitest';
import { type Batch, ConnectorError, transientError } from '#cdk';
import { readCsv } from '../../../integration_tests/emulators/watershed/csv.ts';
import { batchOf } from '../../../src/engine/testing/fixtures.ts';
import type { WatershedApi } from '../api/api.ts';
import { type CsvFile, csvRows } from '../csv/file.ts';
import { previewed } from './preview.ts';

const id = (row: number) => `id-${row}`;
const batch = (rows: number): Batch =>
  batchOf(
    Array.from({ length: rows }, (_, row) => `${row}`),
    { framing: csvRows, dedupKeys: Array.from({ length: rows }, (_, row) => id(row)) },
  );

/** An API that makes a statement of each row, unless its number is bad, and whose answers hold only so many. */
function anApi({ bad = [] as number[], most = 1_000, ids = id as (row: number) => string | undefined } = {}) {
  const asked: number[] = [];
  const api = {
    async preview(_template: string, { parts, bytes }: CsvFile) {
      const content = Buffer.concat(parts);
      expect(content.length).toBe(bytes);
      const table = readCsv(content);
      if (typeof table === 'string') throw new Error(table);
      const rows = table.rows.map(([cell]) => Number(cell));
      asked.push(rows.length);
      if (rows.length > most) throw transientError('too large', { code: 'ERR_UNREADABLE_REPLY' });
      const answer = { failedRows: {} as Record<string, string>, statements: {} as Record<string, unknown> };
      rows.forEach((row, index) => {
        if (bad.includes(row)) answer.failedRows[index + 2] = `row ${row}`;
        else if (ids(row) !== undefined)
          answer.statements[index + 2] = [{ id: 'another' }, { id: ids(row)?.toUpperCase() }];
      });
      return answer;
    },
  } as unknown as WatershedApi;
  return { api, asked };
}

const preview = (api: WatershedApi, rows: number) => previewed(api, 't', ['n'], batch(rows));

it('goes in parts, and says which rows of the whole would fail', async () => {
  const { api, asked } = anApi({ bad: [0, 999, 1_000, 2_499] });
  const { refused } = await preview(api, 2_500);
  expect(asked).toEqual([1_000, 1_000, 500]);
  expect([...refused].map(([row, outcome]) => [row, outcome])).toEqual(
    [0, 999, 1_000, 2_499].map((row) => [
      row,
      { status: 'rejected', reason: 'Watershed refused the row', providerMessage: `row ${row}` },
    ]),
  );
});

it('goes in smaller parts where the answer is too large', async () => {
  const { api, asked } = anApi({ bad: [3], most: 2 });
  expect([...(await preview(api, 5)).refused.keys()]).toEqual([3]);
  expect(asked).toEqual([5, 2, 3, 1, 2]);
});

it('fails as it is where a single row has no answer that can be read, or something else is wrong', async () => {
  await expect(preview(anApi({ most: 0 }).api, 2)).rejects.toMatchObject({ code: 'ERR_UNREADABLE_REPLY' });
  const error = new ConnectorError('auth', 'no');
  const api = { preview: () => Promise.reject(error) } as unknown as WatershedApi;
  await expect(preview(api, 2)).rejects.toBe(error);
});

it.each([
  ['used, in whatever case of letters', anApi(), 'used'],
  ['used, as the first row shows that does not fail', anApi({ bad: [0, 1] }), 'used'],
  ['not used', anApi({ ids: () => 'random' }), 'unused'],
  ['not there, because nothing is made that has ids', anApi({ ids: () => undefined }), 'none'],
  ['not known, where every row fails', anApi({ bad: [0, 1, 2] }), undefined],
])('says whether the ids of the rows are %s', async (_, { api }, ids) => {
  expect((await preview(api, 3)).ids).toBe(ids);
});
