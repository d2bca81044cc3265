import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { LineSplitter } from './lines.ts';

interface Line {
  readonly text: string;
  readonly number: number;
}

/** Splits bytes that arrive in chunks, cut at the given places. */
function split(bytes: Buffer, cuts: readonly number[] = [], maxBytes?: number): Line[] {
  const lines: Line[] = [];
  const splitter = new LineSplitter(
    (block, start, end) => lines.push({ text: block.slice(start, end), number: splitter.count }),
    maxBytes,
  );
  const borders = [...new Set([0, ...cuts, bytes.length])].sort((a, b) => a - b);
  for (let at = 1; at < borders.length; at++) splitter.push(bytes.subarray(borders[at - 1], borders[at]));
  const last = splitter.end();
  if (last !== undefined) lines.push({ text: last, number: splitter.count });
  return lines;
}

const texts = (input: string): string[] => split(Buffer.from(input)).map((line) => line.text);

/** The expected lines, by a simple and slow implementation. */
function expected(text: string): Line[] {
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line, index) => ({ text: line.replace(/\r$/, ''), number: index + 1 }))
    .filter((line) => line.text.trim() !== '');
}

const awkwardText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\r',
        ' ',
        '{"a":1}',
        '\u2028',
        '\u2029',
        '\u0085',
        'é',
        '😀',
        '中',
        '\ufeff',
        '\t',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
  )
  .map((parts) => parts.join(''));

const thrown = (work: () => unknown): ConnectorError => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectorError);
    return error as ConnectorError;
  }
  throw new Error('nothing was thrown');
};

describe('LineSplitter: lines', () => {
  it('do not depend on where chunks are cut, also inside a character', () => {
    fc.assert(
      fc.property(awkwardText, fc.array(fc.nat(200)), (text, places) => {
        const bytes = Buffer.from(text);
        const cuts = places.map((place) => place % (bytes.length + 1));
        expect(split(bytes, cuts)).toEqual(expected(text));
      }),
      { numRuns: 500 },
    );
  });

  it('do not change if chunks are cut at each byte, one at a time or all at once', () => {
    const text = '\ufeff{"a":"é😀\u2028中"}\r\n\r\n{"b":1}\n  \n{"c":"\\n"}';
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) expect(split(bytes, [cut])).toEqual(expected(text));
    expect(split(bytes, [...bytes.keys()])).toEqual(expected(text));
  });

  it('end at 0x0A only, not at a bare carriage return or Unicode separator', () => {
    expect(texts('a\u2028b\u2029c\u0085d\re\nf')).toEqual(['a\u2028b\u2029c\u0085d\re', 'f']);
  });

  it('that are blank are counted but not emitted', () => {
    expect(split(Buffer.from('\n\r\n \t\na\n\nb'))).toEqual([
      { text: 'a', number: 4 },
      { text: 'b', number: 6 },
    ]);
  });

  it('lose a byte order mark at the start of the input only', () => {
    expect(texts('\ufeffa\n\ufeffb\n')).toEqual(['a', '\ufeffb']);
  });

  it('are counted, without an empty last line if the input ends with a newline', () => {
    for (const [text, count] of [
      ['a\n', 1],
      ['a\n\nb', 3],
      ['', 0],
    ] as const) {
      const splitter = new LineSplitter(() => undefined);
      splitter.push(Buffer.from(text));
      splitter.end();
      expect(splitter.count).toBe(count);
    }
  });

  it('keep a first character that shares bytes with a byte order mark', () => {
    for (const character of ['\u4eff', '\uff3f', '\ufefc'])
      expect(texts(`${character}a\n`)).toEqual([`${character}a`]);
  });

  it('need no newline at the end; an empty input has none', () => {
    expect(texts('a\nb')).toEqual(['a', 'b']);
    expect(texts('a\n')).toEqual(['a']);
    expect(texts('')).toEqual([]);
  });

  it('of 20 MB in chunks of 64 KiB are joined once, not once per chunk', () => {
    const concat = vi.spyOn(Buffer, 'concat');
    const bytes = Buffer.concat([Buffer.alloc(20_000_000, 'x'), Buffer.from('\n')]);
    concat.mockClear();
    const cuts = Array.from(
      { length: Math.floor(bytes.length / 65_536) },
      (_, index) => (index + 1) * 65_536,
    );
    const lines = split(bytes, cuts);
    const copied = concat.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
    concat.mockRestore();
    expect(lines.map((line) => line.text.length)).toEqual([20_000_000]);
    expect(copied).toBeLessThanOrEqual(bytes.length);
  });

  it('longer than the buffer are kept whole in chunks of any size', () => {
    const text = Array.from({ length: 60_000 }, (_, i) => String(i)).join(',');
    for (const size of [1000, 65_536, 100_000]) {
      const cuts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => i * size);
      expect(split(Buffer.from(`${text}\n`), cuts).map((line) => line.text === text)).toEqual([true]);
    }
  });

  it('use one buffer for all starts of lines, and release a larger one', () => {
    const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow');
    const splitter = new LineSplitter(() => undefined);
    const push = (...lengths: number[]): number[] => {
      allocate.mockClear();
      for (const length of lengths) {
        splitter.push(Buffer.alloc(length, 'x'));
        splitter.push(Buffer.from('\n'));
      }
      return allocate.mock.calls.map(([size]) => size);
    };
    expect(push(10, 20, 30)).toEqual([65_536]);
    expect(push(65_535, 5)).toEqual([]);
    expect(push(100_000)).toEqual([200_000]);
    expect(push(10, 20)).toEqual([65_536]);
    allocate.mockRestore();
  });

  it('that are not UTF-8 are named by their number, with any lines around them', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.array(fc.nat(200)), (before, after, places) => {
        const good = Buffer.from('{"a":"é"}\n');
        const bad = Buffer.from([0x7b, 0xc3, 0x28, 0x7d, 0x0a]);
        const bytes = Buffer.concat([...Array(before).fill(good), bad, ...Array(after).fill(good)]);
        const error = thrown(() =>
          split(
            bytes,
            places.map((place) => place % bytes.length),
          ),
        );
        expect(error.message).toContain(`Line ${before + 1} of the input is not UTF-8`);
        expect(error).toMatchObject({ kind: 'protocol', code: 'ERR_NOT_UTF8' });
      }),
    );
  });

  it('that precede one that is not UTF-8 are read, in the same block too', () => {
    const read: string[] = [];
    const splitter = new LineSplitter((text, start, end) => read.push(text.slice(start, end)));
    const bad = Buffer.from([0x7b, 0xc3, 0x28, 0x7d, 0x0a]);
    const bytes = Buffer.concat([Buffer.from('\ufeff{"n":1}\n\n{"n":2}\n'), bad, Buffer.from('{"n":3}\n')]);
    const error = thrown(() => splitter.push(bytes));
    expect([read, error.message]).toEqual([
      ['{"n":1}', '{"n":2}'],
      expect.stringContaining('Line 4 of the input is not UTF-8'),
    ]);
  });

  it('that end inside a character are not UTF-8', () => {
    const error = thrown(() => split(Buffer.from('a\n😀').subarray(0, 4)));
    expect(error.message).toContain('Line 2');
  });

  it('longer than the limit are rejected by number before they are buffered completely', () => {
    expect(split(Buffer.from(`${'x'.repeat(9)}\n${'y'.repeat(9)}\n`), [3, 12], 10)).toHaveLength(2);
    const error = thrown(() => split(Buffer.from(`ok\n\n${'secret'.repeat(10)}`), [4, 8, 12, 16, 20], 10));
    expect(error.message).toBe(
      'Line 3 of the input is longer than 10 bytes. No record can be that large; check what the source writes.',
    );
    expect(error.code).toBe('ERR_LINE_TOO_LONG');
  });
});
