import { describe, expect, it } from 'vitest';
import { failedLines } from './error-file.ts';

const sent = ['{"id":1,"name":"a"}', '{"id":2,"name":"b, \\"c\\""}', '{"id":3,"name":"d"}'];
const found = (file: string, texts: readonly string[] = sent, hasHeader = false): number[] =>
  failedLines(file, { texts, hasHeader }).map(({ index }) => index);

describe('an error file', () => {
  it('names lines by a number, which counts from 1', () => {
    for (const name of ['line', 'line_number', 'lineNumber', 'row', 'row_number'])
      expect(found(JSON.stringify({ [name]: 2, error: 'bad' }))).toEqual([1]);
    expect(found('{"line": "3"}')).toEqual([2]);
  });

  it('whose numbers hold a 0 counts from 0', () => {
    expect(found('{"line": 2}\n{"line": 0}')).toEqual([2, 0]);
  });

  it('is only guessed at by a number that may count from 0 or from 1', () => {
    const guesses = (...numbers: number[]) =>
      failedLines(numbers.map((line) => JSON.stringify({ line, error: 'bad' })).join('\n'), {
        texts: sent,
        hasHeader: false,
      }).map(({ words, isGuess }) => [words, isGuess]);
    expect(guesses(2)).toEqual([['{"line":2,"error":"bad"}', true]]);
    expect(guesses(3)[0]).toEqual(['bad', false]);
    expect(guesses(0)[0]).toEqual(['bad', false]);
  });

  it('of a document with a header may count that too; where nobody can say, no line is named', () => {
    const numbered = (...numbers: number[]) =>
      found(numbers.map((line) => JSON.stringify({ line })).join('\n'), sent, true);
    expect([numbered(2, 4), numbered(1, 2), numbered(0), numbered(2, 3)]).toEqual([[0, 2], [0, 1], [0], []]);
  });

  it('may be a list, or have the error among the fields of the line', () => {
    expect(found(JSON.stringify([{ line: 3 }, { line: 1 }], undefined, 2))).toEqual([2, 0]);
    expect(found('\uFEFF{"id":3,"name":"d","line_number":1,"error":"no"}')).toEqual([2]);
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
    const file = '{"line":1,"error":"no such segment"}\n{"line":3,"code":7}';
    expect(failedLines(file, { texts: sent, hasHeader: false })).toEqual([
      { index: 0, words: 'no such segment', isGuess: false },
      { index: 2, words: '{"line":3,"code":7}', isGuess: false },
    ]);
  });
});
