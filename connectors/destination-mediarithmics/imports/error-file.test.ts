import { describe, expect, it } from 'vitest';
import { failedLines } from './error-file.ts';

const sent = ['{"id":1,"name":"a"}', '{"id":2,"name":"b, \\"c\\""}', '{"id":3,"name":"d"}'];
const found = (file: string, texts: readonly string[] = sent): number[] =>
  failedLines(file, texts).map(({ index }) => index);

describe('an error file', () => {
  it('names lines by a number, which counts from 1', () => {
    for (const name of ['line', 'line_number', 'lineNumber', 'row', 'row_number'])
      expect(found(JSON.stringify({ [name]: 2, error: 'bad' }))).toEqual([1]);
    expect(found('{"line": "3"}')).toEqual([2]);
  });

  it('whose numbers hold a 0 counts from 0', () => {
    expect(found('{"line": 2}\n{"line": 0}')).toEqual([2, 0]);
  });

  it('says what the line was, and then its number does not count', () => {
    expect(found(JSON.stringify({ line: 1, input: sent[2] }))).toEqual([2]);
    expect(found(JSON.stringify({ row: 1, data: { name: 'd', id: 3 } }))).toEqual([2]);
  });

  it('may be the lines themselves, written otherwise', () => {
    expect(found('{"name": "d", "id": 3}\r\n  {"id": 1, "name": "a"}\n')).toEqual([2, 0]);
  });

  it('may be CSV with the line in a cell, or with an error behind the row', () => {
    const cell = `"${sent[1]!.replaceAll('"', '""')}"`;
    expect(found(`line,error\n${cell},"no, not this"`)).toEqual([1]);
    const rows = ['UPDATE,1163,crm-1,,,20517,,0,,', 'UPDATE,1163,crm-2,,,20517,,0,,'];
    expect(found(`${rows[1]},unknown segment`, rows)).toEqual([1]);
  });

  it('finds lines that say the same one after the other, and none twice', () => {
    const twins = ['{"a":1}', '{"a":1}', '{"b":1}'];
    expect(found('{"a":1}\n{"a":1}\n{"a":1}', twins)).toEqual([0, 1]);
    expect(found('{"line":1}\n{"line":1}')).toEqual([0]);
  });

  it('is passed over where it speaks of nothing that was sent', () => {
    expect(found('')).toEqual([]);
    expect(
      found('an error occurred\n{"line": 99}\n{"line": -1}\n{"line": 1.5}\n[1]\n"text"\n{"line":'),
    ).toEqual([]);
  });

  it('gives the reason where it names one, else the whole entry', () => {
    expect(failedLines('{"line":1,"error":"no such segment"}\n{"line":2,"code":7}', sent)).toEqual([
      { index: 0, words: 'no such segment' },
      { index: 1, words: '{"line":2,"code":7}' },
    ]);
  });
});
