import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactNumber, numberOf } from '../define/exact-number.ts';
import { depth } from '../testing/depth.ts';
import { exactNumber, stringifyByValue, stringifyExact, withPlainNumbers } from './exact.ts';
import { parseExact } from './parse-exact.ts';
import {
  anyBlank,
  decimalText,
  meaning,
  numberText,
  stringText,
  valueText,
} from './testing/arbitrary-json.ts';

/** The numbers of a JSON text, as it writes them. */
const numbersOf = (text: string): string[] =>
  text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];

/** Any JSON without objects, because a repeated key removes numbers. */
const flat = fc
  .array(fc.tuple(anyBlank, fc.oneof(numberText, stringText, fc.constantFrom('null', 'true'))), {
    maxLength: 8,
  })
  .map((items) => `[${items.map((each) => each.join('')).join(',')}]`);

/** The value of a decimal as the numerator over a power of ten that all texts share. */
function scaled(text: string): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const value = BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length + 400);
  return sign === '-' ? -value : value;
}

describe('a text read exactly and written again', () => {
  it('keeps the value of every decimal, to its last digit', () => {
    fc.assert(
      fc.property(decimalText, (text) => {
        expect([text, scaled(stringifyExact(parseExact(text)))]).toEqual([text, scaled(text)]);
      }),
      { numRuns: depth(600, 200_000) },
    );
  });

  it('keeps the text of every number', () => {
    fc.assert(
      fc.property(fc.oneof(flat, decimalText), (text) => {
        expect(numbersOf(stringifyExact(parseExact(text)))).toEqual(numbersOf(text));
      }),
      { numRuns: depth(300, 100_000) },
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

  it('has a JavaScript number if JavaScript writes it unchanged', () => {
    const numbers = [9007199254740991, 0.1, 1e-7, 1e22, -5, 0, 0.30000000000000004];
    expect(parseExact(JSON.stringify(numbers))).toEqual(numbers);
  });

  it('has one string per value, and JSON.stringify writes that string', () => {
    const cases = [
      ['1.10', '1.1'],
      ['5.0', '5'],
      ['7E+3', '7000'],
      ['-0', '0'],
      ['-0.0', '0'],
      ['0e5', '0'],
      ['0.0000001', '1e-7'],
      ['1e22', '1e+22'],
      ['1.1000000000000000000000', '1.1'],
      ['9007199254740993', '9007199254740993'],
      ['0.12345678901234567890', '0.12345678901234567890'],
      ['1e400', '1e400'],
    ] as const;
    for (const [text, form] of cases) {
      const [value] = parseExact(`[${text}]`) as [unknown];
      expect([String(value), Number(value)]).toEqual([form, Number(text)]);
      // Without JSON.rawJSON (Node 20) digits that would be lost are written as a string.
      const json = JSON.stringify([value]);
      expect('rawJSON' in JSON ? json : json.replaceAll('"', '')).toBe(`[${form}]`);
    }
  });

  it('is written as JSON.stringify writes it, for values of any other type', () => {
    const [exact] = parseExact('[1.10]') as [ExactNumber];
    const value = {
      ...{ a: undefined, 'é"': 'é"\n', date: new Date(0), list: [undefined, () => 1, Number.NaN, null] },
      ...{ f: () => 1, inner: { b: true, toJSON: 'x' }, '2': 1, '1': [{}], n: exact },
    };
    expect(stringifyExact(value)).toBe(JSON.stringify({ ...value, n: 0.5 }).replace('0.5', '1.10'));
    expect(stringifyExact(exact)).toBe('1.10');
  });

  it('has the object that JSON.parse returned if no number is written in another way', () => {
    for (const text of ['{"a":{"b":[1,{"c":"5.0"}]},"d":[[2.5],{}]}', '[[1],{"a":[]}]', '"x"']) {
      const plain = JSON.parse(text);
      expect(parseExact(text, plain)).toBe(plain);
    }
  });

  it('is rejected if JSON.parse rejects it', () => {
    for (const text of ['2024-01-01', '[01]', '[1.]', '[-]', '[.5]', '[1e]', '[+1]', '1.0.0', '[007.0]'])
      expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  it('has no exact numbers from digits in strings', () => {
    const values = [
      '9007199254740993',
      '\\"9007199254740993\\"',
      '"',
      '\\',
      '#x#9007199254740993',
      '1.10',
      '5.0,',
    ];
    const text = JSON.stringify([...values, { '9007199254740993': 1 }]);
    expect(parseExact(text)).toEqual(JSON.parse(text));
    expect(stringifyExact(parseExact(`[9007199254740993,${text}]`))).toBe(`[9007199254740993,${text}]`);
  });

  it('keeps __proto__ as an ordinary key', () => {
    const text = '{"__proto__":{"x":9007199254740993},"constructor":1}';
    expect(stringifyExact(parseExact(text))).toBe(text);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('withPlainNumbers', () => {
  it('gives the nearest number at every depth', () => {
    const long = new ExactNumber('9007199254740993');
    expect(withPlainNumbers(long)).toBe(9007199254740992);
    expect(withPlainNumbers({ a: [1, long], b: { c: long }, d: null, e: 'x' })).toEqual({
      ...{ a: [1, 9007199254740992], b: { c: 9007199254740992 }, d: null, e: 'x' },
    });
  });

  it('returns the same object if it has no exact number', () => {
    for (const value of [
      null,
      undefined,
      'x',
      1,
      [],
      [1, [2]],
      {},
      { a: { b: [null] } },
      [Number.NaN],
      { a: Number.NaN },
    ])
      expect(withPlainNumbers(value)).toBe(value);
  });

  it('copies only the parts that have an exact number', () => {
    const plain = { a: [1, { b: null }], c: 'x' };
    expect(withPlainNumbers(plain)).toBe(plain);
    const text = '{"a":[1,{"b":5.0}],"__proto__":{"x":1.10},"c":[2.50]}';
    const exact = parseExact(text);
    expect(JSON.stringify(withPlainNumbers(exact))).toBe('{"a":[1,{"b":5}],"__proto__":{"x":1.1},"c":[2.5]}');
    expect(stringifyExact(exact)).toBe(text);
  });
});

describe('stringifyByValue', () => {
  it('has one text per value of a number, at every depth, and every digit that counts', () => {
    const value = parseExact('{"a":[5.0,1e2],"b":{"c":1.10},"d":9007199254740993,"e":"5.0"}');
    expect(stringifyByValue(value)).toBe('{"a":[5,100],"b":{"c":1.1},"d":9007199254740993,"e":"5.0"}');
    expect(stringifyByValue({ a: [5, 'x'], b: null })).toBe('{"a":[5,"x"],"b":null}');
  });
});

describe('exactNumber', () => {
  it('gives a JavaScript number for the form that JavaScript writes, and for other forms of up to 16 digits', () => {
    for (const text of [
      '0.30000000000000004',
      '0.12345678901234560',
      '5.0',
      '1e3',
      '0.0',
      '-0.0',
      '0e5',
      '100.50',
    ])
      expect([text, exactNumber(text)]).toEqual([text, Number(text)]);
    for (const text of ['0.300000000000000040', '1e-400', '1e400', '9007199254740993'])
      expect([text, exactNumber(text)]).toEqual([text, new ExactNumber(text)]);
  });

  it('keeps zeros at both ends out of the comparison of digits', () => {
    for (const text of ['00.10', '1000000.0', '0.001000', '120e2', '0.00012e-3'])
      expect([text, exactNumber(text)]).toEqual([text, Number(text)]);
  });
});

describe('numberOf', () => {
  it('gives the nearest number of both kinds of numbers, and nothing for other types', () => {
    expect([5, new ExactNumber('1.10'), '5', null].map(numberOf)).toEqual([5, 1.1, undefined, undefined]);
  });
});
