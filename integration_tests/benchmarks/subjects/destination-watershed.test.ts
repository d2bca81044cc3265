import { describe, expect, it } from 'vitest';
import { formOf } from '../../../connectors/destination-watershed/csv/file.ts';
import { mulberry32 } from '../../../src/emulator/mulberry32.ts';
import type { Dataset } from '../dataset.ts';
import type { Data, LeastRequest } from '../subject.ts';
import { csvLine } from './csv-line.ts';
import { watershed } from './destination-watershed.ts';

function recordsOf(dataset: Dataset): Data[] {
  const random = mulberry32(1);
  const { records } = watershed.datasets[dataset];
  return Array.from({ length: 200 }, (_, index) => records(index + 1, random) as Data);
}

async function sent(dataset: Dataset): Promise<LeastRequest> {
  const requests: LeastRequest[] = [];
  const job = await watershed.least.start((request) => requests.push(request), dataset);
  for (const record of recordsOf(dataset)) job.record(record);
  job.end();
  expect(requests).toHaveLength(1);
  return requests[0]!;
}

describe('the rows of the benchmark', () => {
  it('have the columns of the header', async () => {
    for (const dataset of ['plain', 'mapped'] as const) {
      const { body } = await sent(dataset);
      for (const record of recordsOf(dataset))
        expect(body).toContain(`\r\n${Object.keys(record).join(',')}\r\n`);
    }
  });

  it('are texts without quotes in the plain data set', () => {
    for (const record of recordsOf('plain')) expect(csvLine(record)).toBe(Object.values(record).join(','));
  });

  it('become cells of one line in the minimal program', () => {
    expect(
      csvLine({ name: null, score: 1.5, details: { note: 'a "b"' }, text: 'one\r\ntwo', list: 'a, b' }),
    ).toBe(',1.5,"{""note"":""a \\""b\\""""}",one two,"a, b"');
  });

  it('are sent in a form of the same length as the connector’s, with the size of the file in the address', async () => {
    const { path, body } = await sent('mapped');
    const file = /\r\n\r\n(email,.*\r\n)\r\n--/s.exec(body!)![1]!;
    const bytes = Buffer.byteLength(file);
    expect(path).toContain(`fileSize=${bytes}`);
    const name = /filename="(.*)"/.exec(body!)![1]!;
    const form = formOf({ parts: [Buffer.from(file)], bytes }, name);
    expect(Buffer.byteLength(body!)).toBe(Buffer.concat(form.body).length);
  });
});
