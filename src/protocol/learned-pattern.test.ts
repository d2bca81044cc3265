import { describe, expect, it } from 'vitest';
import { literalPattern } from '../text/literal-pattern.ts';
import { learnedPattern } from './learned-pattern.ts';
import type { ParsedMessage } from './parsed-message.ts';
import { MessageReader } from './reader.ts';

describe('learnedPattern', () => {
  it('matches its text at any position', () => {
    const text = String.raw`{"a":"\\ (x|y) $1 [^.*+?]/"}`;
    const pattern = learnedPattern(literalPattern(text), text)!;
    pattern.lastIndex = 3;
    expect(pattern.test(`123${text}4`)).toBe(true);
    expect(pattern.lastIndex).toBe(3 + text.length);
  });

  it('returns undefined if the expression does not match its text to the end', () => {
    expect(learnedPattern('a', 'b')).toBeUndefined();
    expect(learnedPattern('a', 'ab')).toBeUndefined();
  });

  it('returns undefined if V8 rejects the expression, when it is created or first executed', () => {
    const literal = 'a'.repeat(40_000);
    expect(learnedPattern(literal, literal) === undefined).toBe(true);
    expect(learnedPattern('(', '(')).toBeUndefined();
  });

  it('returns undefined beyond its size limit', () => {
    const source = `(?:${'b|'.repeat(70_000)}a)`;
    expect(learnedPattern(source, 'a') === undefined).toBe(true);
  });
});

/** Reads a line three times: the first time learns a pattern, the second uses it, the third compiles it again. */
function readThrice(
  line: string,
  reader = new MessageReader((name: string) => name),
): ParsedMessage<string>[] {
  return [1, 2, 3].map((number) => reader.read(line, 0, line.length, number));
}

/** Counts how many of three equal lines were parsed whole. */
function timesParsed(line: string): number {
  let parsed = 0;
  readThrice(line, new MessageReader((name: string) => `${name}${parsed++}`));
  return parsed;
}

describe('a record in a large envelope', () => {
  const sizes = [4_000, 4_097, 32_600, 32_710, 32_755, 32_768, 70_000, 1_000_000];
  const layouts: readonly ((filling: string) => string)[] = [
    (filling) =>
      `{"type":"RECORD","record":{"stream":"a","meta":"${filling}","data":{"x":1},"emitted_at":17}}`,
    (filling) =>
      `{"type":"RECORD","record":{"stream":"a","data":{"x":1},"emitted_at":17,"meta":"${filling}"}}`,
    (filling) =>
      `{"type":"RECORD","record":{"stream":"a","data":{"x":1},"meta":"${filling}","emitted_at":17}}`,
    (filling) =>
      `{"${filling}":1,"type":"RECORD","record":{"emitted_at":17,"stream":"a","data":{"x":1}},"b":"${filling}"}`,
    (filling) => `{"type":"RECORD","record":{"stream":"a","data":{"x":1}}}${' '.repeat(filling.length)}`,
  ];

  it('is read, and so are those after it, with any number of characters around data', () => {
    for (const size of sizes)
      for (const layout of layouts)
        for (const unit of ['x', '(', 'é', '→']) {
          const inputs = readThrice(layout(unit.repeat(size)));
          for (const input of inputs)
            expect([size, input]).toMatchObject([size, { type: 'RECORD', target: 'a', text: '{"x":1}' }]);
        }
  });

  it('is learned up to 4096 characters before and after data', () => {
    const before = (size: number): string =>
      `{"type":"RECORD","record":{"stream":"a","data":{}}}`.padStart(50 + size);
    const after = (size: number): string =>
      `{"type":"RECORD","record":{"stream":"a","data":{}}}`.padEnd(50 + size);
    for (const padded of [before, after]) {
      expect(timesParsed(padded(4_000))).toBe(1);
      expect(timesParsed(padded(4_100))).toBe(3);
    }
  });

  it('does not disturb the records of other streams', () => {
    const reader = new MessageReader((name: string) => name);
    for (const layout of layouts) {
      expect(readThrice(layout('x'.repeat(33_000)), reader)).toHaveLength(3);
      expect(readThrice(layout('x').replace('"a"', '"b"'), reader)).toMatchObject(
        Array(3).fill({ target: 'b' }),
      );
    }
  });
});

describe('a record', () => {
  it('is parsed if the search for the end of its data throws', () => {
    const line = '{"type":"RECORD","record":{"stream":"a","data":{"x":1},"emitted_at":17}}';
    const reader = new MessageReader(
      (name: string) => name,
      () => {
        throw new SyntaxError('Regular expression too large');
      },
    );
    for (const input of readThrice(line, reader))
      expect(input).toMatchObject({ type: 'RECORD', target: 'a', data: { x: 1 } });
  });

  it('with two emitted_at members is read correctly with any number in either of them', () => {
    const line = (one: string, other: string): string =>
      `{"type":"RECORD","record":{"stream":"a","emitted_at":${one},"data":{"x":1},"emitted_at":${other}}}`;
    const reader = new MessageReader((name: string) => name);
    for (const [one, other] of [
      ['1700000000000', '1700000000001'],
      ['1700000000000', '1700000000002'],
      ['5', '1700000000003'],
      ['1700000000000', '6'],
      ['-1', '1.5'],
    ] as const)
      expect(readThrice(line(one, other), reader)).toMatchObject(
        Array(3).fill({ target: 'a', text: '{"x":1}' }),
      );
    expect(() => readThrice(line('1700000000000', '017'), reader)).toThrow('not JSON');
    expect(timesParsed(line('1', '2'))).toBe(3);
  });
});
