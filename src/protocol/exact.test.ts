import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depth } from '../testing/depth.ts';
import {
  ExactNumber,
  exactNumber,
  hasLargeExponent,
  hasLongNumber,
  mayHoldExact,
  parseExact,
  stringifyExact,
  withPlainNumbers,
} from './exact.ts';
import { anyBlank, meaning, numberText, stringText, valueText } from './testing/arbitrary-json.ts';

/** The numbers of a JSON text, as they stand there. */
const numbersOf = (text: string): string[] =>
  text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];

const isInteger = (text: string): boolean => /^-?\d+$/.test(text);

/** Any JSON without objects: where keys repeat, numbers vanish for a good reason. */
const flat = fc
  .array(fc.tuple(anyBlank, fc.oneof(numberText, stringText, fc.constantFrom('null', 'true'))), {
    maxLength: 8,
  })
  .map((items) => `[${items.map((each) => each.join('')).join(',')}]`);

/** Decimals of few and many digits, with and without exponents, zeros on both ends. */
const decimal = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(
      fc.constant('0'),
      fc.stringMatching(/^[1-9][0-9]{0,24}$/),
      fc.stringMatching(/^[1-9]0{0,20}$/),
    ),
    fraction: fc.oneof(
      fc.constant(''),
      fc.stringMatching(/^\.[0-9]{1,25}$/),
      fc.stringMatching(/^\.0{0,20}[0-9]0{0,9}$/),
    ),
    exponent: fc.oneof(
      fc.constant(''),
      fc.integer({ min: -330, max: 330 }).map((power) => `e${power}`),
    ),
  })
  .map(({ sign, whole, fraction, exponent }) => sign + whole + fraction + exponent);

/** The value of a decimal as a fraction over a power of ten that all have in common. */
function scaled(text: string): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const value = BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length + 400);
  return sign === '-' ? -value : value;
}

describe('a text read exactly and written again', () => {
  it('keeps the value of every decimal, to its last digit', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect([text, scaled(stringifyExact(parseExact(text)))]).toEqual([text, scaled(text)]);
      }),
      { numRuns: depth(2000, 200_000) },
    );
  });

  it('keeps every integer digit for digit', () => {
    fc.assert(
      fc.property(flat, (text) => {
        const before = numbersOf(text);
        const after = numbersOf(stringifyExact(parseExact(text)));
        expect(after).toHaveLength(before.length);
        for (const [index, number] of before.entries())
          if (isInteger(number) && number !== '-0') expect(after[index]).toBe(number);
      }),
      { numRuns: 500 },
    );
  });

  it('means the same as it does for JSON.parse', () => {
    fc.assert(
      fc.property(valueText(anyBlank), (text) => {
        expect(meaning(stringifyExact(parseExact(text)))).toBe(meaning(text));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps decimals that a JavaScript number would round, and those that it would make infinite or zero', () => {
    for (const number of [
      '0.12345678901234567890',
      '1e400',
      '-1E+400',
      '1e-400',
      '99999999.999999999',
      '9007199254740993',
    ])
      expect(stringifyExact(parseExact(`{"a":[${number}]}`))).toBe(`{"a":[${number}]}`);
  });

  it('leaves numbers that JavaScript carries as JavaScript numbers', () => {
    expect(parseExact('[9007199254740991, 1.10, 7E+3, 0.1, 1e308, -5, 0, 0.0, 0e5]')).toEqual([
      ...[9007199254740991, 1.1, 7000, 0.1, 1e308, -5, 0, 0, 0],
    ]);
  });

  it('is what was parsed already where it holds no number to keep', () => {
    const plain = { a: 1 };
    expect(parseExact('{"a":1}', plain)).toBe(plain);
  });

  it('keeps a decimal of 17 digits that JavaScript writes otherwise, and leaves one of 16', () => {
    expect(exactNumber('0.300000000000000040')).toEqual(new ExactNumber('0.300000000000000040'));
    expect(exactNumber('0.12345678901234560')).toBe(0.1234567890123456);
  });

  it('fails for what is no JSON as JSON.parse does', () => {
    for (const text of ['[1.2.3]', '[-]', '[1e]']) expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  it('takes nothing in a string for a number, nor any string for an exact number', () => {
    const mark = JSON.stringify(new ExactNumber('1'));
    const values = [
      '9007199254740993',
      '\\"9007199254740993\\"',
      '"',
      '\\',
      mark.slice(0, 3),
      '#x#9007199254740993',
    ];
    const text = JSON.stringify([...values, { '9007199254740993': 1 }]);
    expect(parseExact(text)).toEqual(JSON.parse(text));
    expect(stringifyExact(parseExact(`[9007199254740993,${text}]`))).toBe(`[9007199254740993,${text}]`);
  });

  it('keeps keys such as __proto__ as keys', () => {
    const text = '{"__proto__":{"x":9007199254740993},"constructor":1}';
    expect(stringifyExact(parseExact(text))).toBe(text);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('a value with the nearest JavaScript numbers', () => {
  const long = new ExactNumber('9007199254740993');

  it('has them wherever the exact ones are', () => {
    expect(withPlainNumbers(long)).toBe(9007199254740992);
    expect(withPlainNumbers({ a: [1, long], b: { c: long }, d: null, e: 'x' })).toEqual({
      ...{ a: [1, 9007199254740992], b: { c: 9007199254740992 }, d: null, e: 'x' },
    });
  });

  it('is the very same value where there are none', () => {
    for (const value of [null, undefined, 'x', 1, [], [1, [2]], {}, { a: { b: [null] } }])
      expect(withPlainNumbers(value)).toBe(value);
  });
});

describe('whether a text needs care', () => {
  it('is never denied where an integer would lose digits', () => {
    const unsafe = fc
      .bigInt({ min: 2n ** 53n + 1n, max: 10n ** 30n })
      .filter((number) => BigInt(Number(number)) !== number);
    fc.assert(
      fc.property(fc.string(), unsafe, fc.boolean(), (before, number, negative) => {
        const text = `{${JSON.stringify(before)}:${negative ? '-' : ''}${number}}`;
        expect(hasLongNumber(text)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('is seen wherever the number stands in the text', () => {
    for (let offset = 0; offset < 64; offset++) {
      const text = `${' '.repeat(offset)}9007199254740993`;
      expect(hasLongNumber(text)).toBe(true);
    }
  });

  it('is denied where no run has 16 digits, so that common texts stay cheap', () => {
    expect(hasLongNumber('{"at":1700000000000,"id":"123456789012345","price":12.34}')).toBe(false);
    expect(hasLongNumber('')).toBe(false);
    expect(hasLongNumber('{"a":1234567890123456e2,"b":1}')).toBe(false);
  });

  it('is what a plain search finds, in any text', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[0-9]{0,20}$/),
      fc.constantFrom('.', '-', 'e', 'E+', '0.', '.0'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    );
    const isRounded = ({ 0: run, index }: RegExpExecArray, text: string): boolean => {
      const number = run + (/^[eE][+-]?[0-9]+/.exec(text.slice(index + run.length))?.[0] ?? '');
      const isNumber = /^\d+(?:\.\d+)?(?:e|$)/i.test(number);
      return run.replaceAll('.', '').length >= 16 && !(isNumber && typeof exactNumber(number) === 'number');
    };
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const expected = [...text.matchAll(/[0-9.]+/g)].some((run) => isRounded(run, text));
        expect([text, hasLongNumber(text)]).toEqual([text, expected]);
      }),
      { numRuns: 2000 },
    );
  });

  it('is denied for decimals of many digits that JavaScript writes the same', () => {
    for (const number of [
      '52.142857142857146',
      '0.30000000000000004',
      '0.0001234567890123457',
      '-12345678.901234567',
    ])
      expect([number, mayHoldExact(`{"lat":${number},"lon":${number}}`)]).toEqual([number, false]);
  });

  it('takes one pass, however long a run of digits or points is', () => {
    for (const unit of ['.', '0', '0.'])
      expect(hasLongNumber(`{"a":1.${unit.repeat(3_000_000)}`)).toBe(unit === '0.');
  });

  it('is never denied where a number of any form would be rounded', () => {
    fc.assert(
      fc.property(decimal, fc.nat(20), (number, blanks) => {
        if (exactNumber(number) instanceof ExactNumber)
          expect(mayHoldExact(`{"a":${' '.repeat(blanks)}${number}}`)).toBe(true);
      }),
      { numRuns: depth(1000, 200_000) },
    );
  });

  it('is seen in an exponent of three digits', () => {
    for (const text of ['1e400', '[1E+999]', '12e-400', '1e+0400']) expect(hasLargeExponent(text)).toBe(true);
    for (const text of ['1e30', '{"a":"e400"}', '12.5']) expect(hasLargeExponent(text)).toBe(false);
  });
});
