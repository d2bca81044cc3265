import { expect, it } from 'vitest';
import { readCsv, type Table } from '../emulator/csv.ts';
import { readMultipart } from '../emulator/multipart.ts';
import { type CsvRows, csvFile, formOf } from './file.ts';

const rowsOf = (...lines: readonly string[]): CsvRows => ({
  size: lines.length,
  row: (index) => ({ text: lines[index]! }),
  body: () => lines.map((line) => Buffer.from(`${line}\r\n`)),
});
const file = csvFile(['a', 'b,c'], rowsOf('1,é', '2,x'));
const read = ({ contentType, body }: ReturnType<typeof formOf>) =>
  readMultipart(contentType, Buffer.concat(body));

it('a CSV file has a header and its exact size in bytes', () => {
  expect(Buffer.concat(file.parts).toString()).toBe('a,"b,c"\r\n1,é\r\n2,x\r\n');
  expect(file.bytes).toBe(20);
});

it('an upload form contains the file unchanged as its only part', () => {
  expect(read(formOf(file, 'n.csv'))).toEqual([
    { name: 'file', filename: 'n.csv', contentType: 'text/csv', content: Buffer.concat(file.parts) },
  ]);
});

it('a preview form has a second part with the size of the file', () => {
  expect(read(formOf(file, 'n.csv', { size: true }))).toMatchObject([
    { name: 'file' },
    { name: 'filesize', content: Buffer.from('20') },
  ]);
});

it('a form does not copy the file', () => {
  expect(formOf(file, 'n.csv').body.slice(1, -1)).toEqual(file.parts);
  expect(formOf(file, 'n.csv').body[1]).toBe(file.parts[0]);
});

it('a form uses a boundary that does not occur in the file', () => {
  const boundaries = ['2,x', '1,', 'fine', 'unused'];
  expect(formOf(file, 'n.csv', { random: () => boundaries.shift()! }).contentType).toBe(
    'multipart/form-data; boundary=fine',
  );
});

it('each form has a different boundary', () => {
  expect(formOf(file, 'n.csv').contentType).not.toBe(formOf(file, 'n.csv').contentType);
  expect(formOf(file, 'n.csv').contentType).toMatch(/boundary=[0-9a-f]{32}$/);
});

it('a CSV file pads rows from before its last columns, and its size includes the padding', () => {
  const lines = ['""', 'x,"a,""b"', ...Array.from({ length: 9_000 }, () => 'é,2,3')];
  const { parts, bytes } = csvFile(['a', 'b', 'c'], rowsOf(...lines));
  const table = readCsv(Buffer.concat(parts));
  expect(table).toMatchObject({ header: ['a', 'b', 'c'] });
  expect((table as Table).rows.slice(0, 3)).toEqual([
    ['', '', ''],
    ['x', 'a,"b', ''],
    ['é', '2', '3'],
  ]);
  expect((table as Table).rows).toHaveLength(9_002);
  expect(bytes).toBe(Buffer.concat(parts).length);
});
