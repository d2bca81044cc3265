import { parseExact } from '@airbyte-ts/cdk';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../emulator/csv.ts';
import { cellOf, csvLine } from './rows.ts';

describe('cellOf()', () => {
  it.each([
    ['null', null, ''],
    ['undefined', undefined, ''],
    ['a text', 'Chloé 漢字 😀', 'Chloé 漢字 😀'],
    ['false', false, 'false'],
    ['zero', 0, '0'],
    ['an object', { a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
    ['an empty list', [], '[]'],
    ['line breaks of each kind', 'a\r\nb\nc\rd', 'a b c d'],
    ['a spreadsheet formula, which stays unchanged', '=1+1', '=1+1'],
  ])('converts %s', (_, value, cell) => {
    expect(cellOf(value)).toBe(cell);
  });

  it('keeps all digits of numbers, also inside objects', () => {
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

describe('csvLine()', () => {
  it('quotes only cells that need quotes', () => {
    expect(csvLine(['a b', 'a,b', 'a"b', ' a', 'a\t', ''])).toBe('a b,"a,b","a""b"," a","a\t",');
  });

  it('writes a value as its cell, and a line break in it as a space', () => {
    const values = [
      null,
      undefined,
      true,
      1.5,
      { a: 'x' },
      ['a', 1],
      'a\r\nb',
      'a\n',
      'a,\rb',
      parseExact('5.0'),
    ];
    expect(csvLine(values)).toBe(',,true,1.5,"{""a"":""x""}","[""a"",1]",a b,"a ","a, b",5');
    for (const value of values) expect(csvLine([value, 'x'])).toBe(csvLine([cellOf(value), 'x']));
  });

  it('never returns an empty line, which readers would skip', () => {
    expect(csvLine([''])).toBe('""');
    expect(csvLine(['', ''])).toBe(',');
  });

  it('writes cells that a CSV reader reads back unchanged', () => {
    const cells = ['', ',', '"', '""', 'a\u0000b', ' x ', '\u2028', "'", '\\"', 'é'];
    const header = cells.map((_, index) => `c${index}`);
    expect(readCsv(Buffer.from(`${csvLine(header)}\r\n${csvLine(cells)}\r\n`))).toEqual({
      header,
      rows: [cells],
    });
  });
});
