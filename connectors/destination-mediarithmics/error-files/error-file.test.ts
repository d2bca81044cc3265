import { describe, expect, it } from 'vitest';
import { failedLines } from './error-file.ts';

const sent = ['{"id":1,"name":"a"}', '{"id":2,"name":"b, \\"c\\""}', '{"id":3,"name":"d"}'];
const found = async (file: string, texts: readonly string[] = sent, hasHeader = false): Promise<number[]> =>
  (await failedLines(file, { texts, hasHeader })).map(({ index }) => index);

describe('failedLines()', () => {
  it('identifies lines by a number that counts from 1', async () => {
    for (const name of ['line', 'line_number', 'lineNumber', 'row', 'row_number'])
      expect(await found(JSON.stringify({ [name]: 2, error: 'bad' }))).toEqual([1]);
    expect(await found('{"line": "3"}')).toEqual([2]);
  });

  it('identifies lines by a number that begins an entry of another form', async () => {
    for (const file of [
      '2\n3\n',
      '[2,3]',
      '"2"\r\n"3"',
      '2,no such id\n3,"too, long"',
      'Line 2: no\nrow #3: no',
      '2\tno\n3\tno',
    ])
      expect([file, await found(file)]).toEqual([file, [1, 2]]);
    for (const file of ['2023-01-01', '2 errors', 'x,2', 'line,error', '-2', '2.5', '2: bad', '2:30:01 bad'])
      expect([file, await found(file)]).toEqual([file, []]);
  });

  it('counts from 0 if a number is 0', async () => {
    expect(await found('{"line": 2}\n{"line": 0}')).toEqual([2, 0]);
  });

  it('marks a line as a guess if its number may count from 0 or from 1', async () => {
    const guesses = async (...numbers: number[]) => {
      const file = numbers.map((line) => JSON.stringify({ line, error: 'bad' })).join('\n');
      const lines = await failedLines(file, { texts: sent, hasHeader: false });
      return lines.map(({ providerMessage, isGuess }) => [providerMessage, isGuess]);
    };
    expect(await guesses(2)).toEqual([['{"line":2,"error":"bad"}', true]]);
    expect((await guesses(3))[0]).toEqual(['bad', false]);
    expect((await guesses(0))[0]).toEqual(['bad', false]);
  });

  it('counts the header if the numbers show it, and identifies no line if that is unknown', async () => {
    const numbered = (...numbers: number[]) =>
      found(numbers.map((line) => JSON.stringify({ line })).join('\n'), sent, true);
    const all = [numbered(2, 4), numbered(1, 2), numbered(0), numbered(2, 3)];
    expect(await Promise.all(all)).toEqual([[0, 2], [0, 1], [0], []]);
  });

  it('accepts a list, and an error among the fields of the line', async () => {
    expect(await found(JSON.stringify([{ line: 3 }, { line: 1 }], undefined, 2))).toEqual([2, 0]);
    expect(await found('\uFEFF{"id":3,"name":"d","line_number":1,"error":"no"}')).toEqual([2]);
  });

  it('prefers the content of the line to its number', async () => {
    expect(await found(JSON.stringify({ line: 1, input: sent[2] }))).toEqual([2]);
    expect(await found(JSON.stringify({ row: 1, data: { name: 'd', id: 3 } }))).toEqual([2]);
  });

  it('recognises lines that are formatted differently', async () => {
    expect(await found('{"name": "d", "id": 3}\r\n  {"id": 1, "name": "a"}\n')).toEqual([2, 0]);
  });

  it('accepts CSV with the line in a cell, or with an error after the row', async () => {
    const cell = `"${sent[1]!.replaceAll('"', '""')}"`;
    expect(await found(`line,error\n${cell},"no, not this"`)).toEqual([1]);
    const rows = ['UPDATE,1163,crm-1,,,20517,,0,,', 'UPDATE,1163,crm-2,,,20517,,0,,'];
    expect(await found(`${rows[1]},unknown segment`, rows)).toEqual([1]);
  });

  it('finds equal lines one after another, and each once', async () => {
    const twins = ['{"a":1}', '{"a":1}', '{"b":1}'];
    expect(await found('{"a":1}\n{"a":1}\n{"a":1}', twins)).toEqual([0, 1]);
    expect(await found('{"line":1}\n{"line":1}')).toEqual([0]);
  });

  it('ignores entries that match no sent line', async () => {
    expect(await found('')).toEqual([]);
    expect(
      await found('an error occurred\n{"line": 99}\n{"line": -1}\n{"line": 1.5}\n[1]\n"text"\n{"line":'),
    ).toEqual([]);
  });

  it('returns the reason of an entry, or the whole entry if it has none', async () => {
    const file = '{"line":1,"error":"no such segment"}\n{"line":3,"code":7}';
    expect(await failedLines(file, { texts: sent, hasHeader: false })).toEqual([
      { index: 0, providerMessage: 'no such segment', isGuess: false },
      { index: 2, providerMessage: '{"line":3,"code":7}', isGuess: false },
    ]);
  });
});

describe('failedLines() for large and nested files', () => {
  const size = 1024 * 1024;
  const times = (text: string) => text.repeat(size / text.length);
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each([
    ['quotes and commas in one line', times('",')],
    ['quotes', times('"')],
    ['commas', times(',')],
    ['blank lines', times('\n')],
    ['empty objects', times('{}\n')],
    ['an open list of lists', times('[')],
    ['lists in lists', times('[') + times(']')],
    ['a list of numbers', `[${times('1,')}1]`],
    ['an object that does not end', times('{"a":')],
  ])('reads 1 MiB of %s to the end', async (_, file) => {
    expect(await found(file)).toEqual([]);
  });

  it('yields to the event loop while it reads', async () => {
    let turns = 0;
    let isOver = false;
    const others = (): void => {
      turns++;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    const texts = Array.from({ length: 50_000 }, (_, i) => `{"id":${i},"name":"somebody"}`);
    expect(await found(texts.join('\n'), texts)).toHaveLength(50_000);
    isOver = true;
    // More than 1 MB is read twice, with a yield after each quarter.
    expect(turns).toBeGreaterThan(8);
  });

  it('identifies lines among deeply nested entries', async () => {
    expect(await found(`{"line":2,"input":${nested(100_000)}}\n{"line":0}\n{"line":2}`)).toEqual([0, 2]);
    expect(await found(`[${nested(100_000)},{"line":3}]`)).toEqual([2]);
  });

  it('identifies a deeply nested line by its unchanged text', async () => {
    expect(await found(nested(100_000), ['{"b":1}', nested(100_000)])).toEqual([1]);
  });

  it('finds 40,000 equal lines', async () => {
    const twins = Array<string>(40_000).fill('{"a":1}');
    expect(await found(twins.join('\n'), twins)).toHaveLength(40_000);
  });

  it('identifies no line if the file has far more entries than the document has lines', async () => {
    expect(await found('{"line":1}\n'.repeat(1_013))).toEqual([]);
    expect(await found('{"line":1}\n'.repeat(1_012))).toEqual([0]);
  });

  it('truncates a long reason to 4,000 characters', async () => {
    const [line] = await failedLines(`{"line":3,"error":"${'x'.repeat(100_000)}"}`, {
      texts: sent,
      hasHeader: false,
    });
    expect(line?.providerMessage).toHaveLength(4_000);
  });
});
