import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../integration_tests/emulators/watershed/csv.ts';
import { parseExact } from '../../../src/protocol/parse-exact.ts';
import { cellOf, csvLine } from './rows.ts';

describe('a cell', () => {
  it.each([
    ['null', null, ''],
    ['nothing', undefined, ''],
    ['a text', 'Chloé 漢字 😀', 'Chloé 漢字 😀'],
    ['false, which is a value', false, 'false'],
    ['zero, which is a value', 0, '0'],
    ['an object', { a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
    ['an empty list', [], '[]'],
    ['line breaks of each kind', 'a\r\nb\nc\rd', 'a b c d'],
    ['what a spreadsheet would run: it is data here', '=1+1', '=1+1'],
  ])('of %s', (_, value, cell) => {
    expect(cellOf(value)).toBe(cell);
  });

  it('keeps the digits of every number, in objects too', () => {
    const row = parseExact(
      '{"a":9007199254740993,"b":1.1000000000000000001,"c":{"d":123456789012345678901}}',
    );
    expect(Object.values(row as object).map(cellOf)).toEqual([
      '9007199254740993',
      '1.1000000000000000001',
      '{"d":123456789012345678901}',
    ]);
  });

  it('has one text for one number, however the source writes it, and the text of the source in objects', () => {
    const row = parseExact('{"a":5.0,"b":1e3,"c":-0,"d":[1.10]}');
    expect(Object.values(row as object).map(cellOf)).toEqual(['5', '1000', '0', '[1.10]']);
  });
});

describe('a line', () => {
  it('quotes what has to be quoted and nothing else', () => {
    expect(csvLine(['a b', 'a,b', 'a"b', ' a', 'a\t', ''])).toBe('a b,"a,b","a""b"," a","a\t",');
  });

  it('is never empty, because an empty line is no row', () => {
    expect(csvLine([''])).toBe('""');
    expect(csvLine(['', ''])).toBe(',');
  });

  it('is read back as it was written', () => {
    const cells = ['', ',', '"', '""', 'a\u0000b', ' x ', '\u2028', "'", '\\"', 'é'];
    const header = cells.map((_, index) => `c${index}`);
    expect(readCsv(Buffer.from(`${csvLine(header)}\r\n${csvLine(cells)}\r\n`))).toEqual({
      header,
      rows: [cells],
    });
  });
});
