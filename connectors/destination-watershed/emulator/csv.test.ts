import { expect, test } from 'vitest';
import { readCsv } from './csv.ts';

const read = (text: string) => readCsv(Buffer.from(text));

test.each([
  [
    'CRLF, with and without the last one',
    'a,b\r\n1,2\r\n3,4',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  ['LF', 'a,b\n1,2\n', [['1', '2']]],
  ['quotes, commas and breaks inside quotes', 'a,b\r\n"x ""y"", z","1\r\n2"\r\n', [['x "y", z', '1\r\n2']]],
  [
    'empty cells at every place',
    'a,b,c\r\n,,\r\n,2,\r\n"",,""\r\n',
    [
      ['', '', ''],
      ['', '2', ''],
      ['', '', ''],
    ],
  ],
  ['an empty line, which is no row', 'a\r\n\r\n""\r\n', [['']]],
  ['a header alone', 'a,b\r\n', []],
  ['an escaped quote beside the border', 'a\r\n""""\r\n', [['"']]],
])('readCsv() reads %s', (_, text, rows) => {
  expect(read(text)).toMatchObject({ rows });
});

test.each([
  ['an empty file', '', 'empty'],
  ['a byte order mark', '\uFEFFa\r\n', 'byte order mark'],
  ['a row that is too short', 'a,b\r\n1\r\n', 'row 2 has 1 cells'],
  ['a quote in a bare cell', 'a\r\nx"y\r\n', 'not quoted'],
  ['text after a closing quote', 'a\r\n"x"y\r\n', 'closing quote'],
  ['a quote that is not closed', 'a\r\n"x\r\n', 'does not end'],
  ['a header with one name twice', 'a,a\r\n', 'one name'],
])('readCsv() rejects %s', (_, text, problem) => {
  expect(read(text)).toContain(problem);
});

test('readCsv() rejects bytes that are not UTF-8', () => {
  expect(readCsv(new Uint8Array([0x61, 0xff]))).toContain('UTF-8');
});
