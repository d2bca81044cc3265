import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { depth } from '../testing/depth.ts';
import { preparerOf, prepareText, rowOf, testOperation } from './testing/fixtures.ts';

/** Numbers that a JavaScript number would round. */
const EXACT = [
  '99999999999999.99',
  '9999999999999.999',
  '0.12345678901234567890',
  '12345678.123456789',
  '-1234567.12345678901',
  '1.234567890123456789e10',
  '123456789012345678e-3',
  '9007199254740993',
  '-9007199254740993.5',
  '12345678901234567890',
  '100000000000000000000.5',
  '1.0000000000000000001',
  '1e400',
  '-1E+400',
  '1e-400',
  '1.234567890123e-320',
];
/** Numbers that JavaScript carries exactly, and how it writes them. */
const CARRIED: readonly (readonly [string, string])[] = [
  ['1.10', '1.1'],
  ['1.0', '1'],
  ['-0', '0'],
  ['-0.0', '0'],
  ['0.000', '0'],
  ['5.0', '5'],
  ['-7.50', '-7.5'],
  ['123456789.123450', '123456789.12345'],
  ['0.0000001', '1e-7'],
  ['1e22', '1e+22'],
  ['1e2', '100'],
  ['1E-7', '1e-7'],
  ['1.50e+3', '1500'],
  ['0.10000000000000000000000', '0.1'],
  ['0.30000000000000004', '0.30000000000000004'],
  ['123456.7890123456', '123456.7890123456'],
  ['9007199254740991', '9007199254740991'],
];

const fields = z.object({
  number: z.number().optional(),
  text: z.string().optional(),
  list: z.array(z.number()).optional(),
  inner: z.object({ n: z.number().nullish(), t: z.string().nullish() }).optional(),
  either: z.union([z.number(), z.string()]).optional(),
  any: z.unknown().optional(),
  bag: z.record(z.string(), z.unknown()).optional(),
});
const bagging = { unmappedColumns: { into: 'bag' } } as const;

/** Positions of a number in a record, and in its row. */
const PLACES: readonly (readonly [record: string, row: string])[] = [
  ['{"number":#}', '{"number":#}'],
  ['{"number":"#"}', '{"number":#}'],
  ['{"text":#}', '{"text":"#"}'],
  ['{"list":[1,#]}', '{"list":[1,#]}'],
  ['{"list":"[#]"}', '{"list":[#]}'],
  ['{"list":["#",2]}', '{"list":[#,2]}'],
  ['{"inner":{"n":#,"t":#}}', '{"inner":{"n":#,"t":"#"}}'],
  [String.raw`{"inner":"{\"n\":#,\"t\":null}"}`, '{"inner":{"n":#,"t":null}}'],
  ['{"either":#}', '{"either":#}'],
  ['{"any":[{"a":[#]}]}', '{"any":[{"a":[#]}]}'],
  ['{"other":{"a":[#]}}', '{"bag":{"other":{"a":[#]}}}'],
  [String.raw`{"bag":"{\"a\":#}"}`, '{"bag":{"a":#}}'],
  ['{"number":"#","other":1}', '{"number":#,"bag":{"other":1}}'],
  ['{"list":["#"],"other":null}', '{"list":[#],"bag":{"other":null}}'],
  [String.raw`{"bag":"{\"a\":#}","other":1}`, '{"bag":{"other":1,"a":#}}'],
];
const at = (place: string, number: string): string => place.replaceAll('#', () => number);
/** Forces the row to be serialised. */
const withOther = (text: string): string => text.replace(/}$/, ',"dropped":1}');

/** zod accepts no number that is infinite in JavaScript. */
const isTaken = (number: string): boolean => Number.isFinite(Number(number));

describe('a number that JavaScript would round', () => {
  it('keeps every digit in the row, in every position, whether the record is changed or not', () => {
    for (const number of EXACT)
      for (const [record, row] of PLACES) {
        const isJudged = /number|list|inner|either/.test(record);
        for (const [of, text] of [
          [testOperation(fields, bagging), at(record, number)],
          [testOperation(fields), withOther(at(record, number))],
        ] as const) {
          if (record.includes('other') && of.unmappedColumns === undefined) continue;
          const prepare = preparerOf(of);
          for (let time = 0; time < 2; time++)
            if (isJudged && !isTaken(number)) expect(rowOf(prepare, text)).toMatch(/^rejected: /);
            else expect(rowOf(prepare, text)).toBe(at(row, number));
        }
      }
  });

  it('is detected at every position of its text, with a point anywhere in its digits', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{15,24}[1-9]$/);
    const number = fc
      .tuple(digits, fc.nat(25), fc.constantFrom('', 'e5', 'E-7', 'e+10'))
      .map(([all, point, exponent]) => {
        const place = point % all.length;
        return place === 0 ? `${all}${exponent}` : `${all.slice(0, place)}.${all.slice(place)}${exponent}`;
      });
    fc.assert(
      fc.property(number, fc.nat(40), fc.constantFrom(...PLACES), (text, blanks, [record, row]) => {
        const prepare = preparerOf(testOperation(fields, bagging));
        const written = rowOf(prepare, at(record, text).replace('{', `{${' '.repeat(blanks)}`));
        expect(digitsOf(written.replaceAll(' ', ''))).toBe(digitsOf(at(row, text)));
      }),
      { numRuns: depth(300, 50_000) },
    );
  });

  it('is validated by its value: the limits of a field apply', () => {
    const limited = z.object({
      a: z.number().max(100),
      b: z.int().optional(),
      c: z.object({}).loose().optional(),
    });
    const prepare = preparerOf(testOperation(limited));
    expect(rowOf(prepare, '{"a":99.99999999999999999,"x":1}')).toBe('{"a":99.99999999999999999}');
    expect(rowOf(prepare, '{"a":100.1234567890123456789,"x":1}')).toMatch(/^rejected: a is above 100/);
    expect(rowOf(prepare, '{"a":1,"b":9007199254740993}')).toMatch(/^rejected: b /);
    expect(rowOf(prepare, '{"a":1,"b":1.0000000000000000001}')).toBe('{"a":1,"b":1.0000000000000000001}');
    // An exact number is a number, not an object.
    expect(rowOf(prepare, '{"a":1,"c":9007199254740993}')).toMatch(/^rejected: c is not an object/);
  });

  it('is detected in texts whose digits are escaped', () => {
    const prepare = preparerOf(testOperation(fields));
    expect(rowOf(prepare, String.raw`{"number":"\u0031234567890123456.7"}`)).toBe(
      '{"number":1234567890123456.7}',
    );
    expect(rowOf(prepare, String.raw`{"number":"1234567890\u002e1234567890"}`)).toBe(
      '{"number":1234567890.1234567890}',
    );
    expect(rowOf(prepare, String.raw`{"list":"[99999999999999\u002e99]"}`)).toBe(
      '{"list":[99999999999999.99]}',
    );
  });

  it("is validated by its value in the author's checks too", () => {
    const checked = z.object({
      a: z.number().refine((value) => typeof value === 'number' && value < 5),
      b: z.unknown(),
    });
    expect(
      rowOf(preparerOf(testOperation(checked)), '{"a":1.2345678901234567891,"b":12345678901234567891}'),
    ).toContain('1.2345678901234567891');
    expect(rowOf(preparerOf(testOperation(checked)), '{"a":5.2345678901234567891,"b":1}')).toMatch(
      /^rejected: a /,
    );
  });
});

/** The numbers of a text without digits that do not change their values. */
function digitsOf(text: string): string {
  return text.replace(/e\+?/gi, 'e').replace(/"/g, '');
}

describe('a number that JavaScript carries exactly', () => {
  it('keeps its text as a number, whether its record is passed on, recognised or serialised', () => {
    const places = [
      ...[
        '{"number":#}',
        '{"list":[#]}',
        '{"list":[1,#]}',
        '{"inner":{"n":#}}',
        '{"either":#}',
        '{"any":{"a":[#]}}',
      ],
      '{"any":#}',
    ];
    for (const [number] of CARRIED)
      for (const place of places) {
        const prepare = preparerOf(testOperation(fields));
        for (let time = 0; time < 3; time++) {
          expect(rowOf(prepare, at(place, number))).toBe(at(place, number));
          expect(rowOf(prepare, withOther(at(place, number)))).toBe(at(place, number));
        }
      }
  });

  it('keeps its text in columns that are renamed, collected, or next to filled-in ones', () => {
    const config = { field_mappings: [{ source_field: 'n', destination_field: 'number' }] };
    for (const [number] of CARRIED) {
      const prepare = preparerOf(
        testOperation(fields.extend({ b: z.string() }), { ...bagging, defaults: { b: () => 'x' } }),
        config,
      );
      for (let time = 0; time < 3; time++)
        expect(rowOf(prepare, at('{"n":#,"other":[#]}', number))).toBe(
          at('{"number":#,"bag":{"other":[#]},"b":"x"}', number),
        );
    }
  });

  it('keeps its text in rows that functions have received', () => {
    const of = testOperation(fields, { transform: (row) => ({ ...row, text: 'x' }), orderingKey: () => 'k' });
    for (const [number] of CARRIED)
      expect(rowOf(preparerOf(of), at('{"number":#,"any":[#]}', number))).toBe(
        at('{"number":#,"any":[#],"text":"x"}', number),
      );
  });

  it('is converted to a text, or from one, by its value', () => {
    for (const [number, written] of CARRIED) {
      const prepare = preparerOf(testOperation(fields));
      for (let time = 0; time < 3; time++) {
        expect(rowOf(prepare, at('{"text":#}', number))).toBe(at('{"text":"#"}', written));
        expect(rowOf(prepare, at('{"number":"#"}', number))).toBe(at('{"number":#}', written));
      }
    }
  });

  it('is valid where its value is valid: 5.0 for an integer, 1.0 for a boolean', () => {
    const prepare = preparerOf(
      testOperation(
        z.object({ n: z.int().min(0).nullish(), flag: z.boolean().optional(), x: z.int().optional() }),
      ),
    );
    for (let time = 0; time < 3; time++) {
      expect(rowOf(prepare, '{"n":5.0}')).toBe('{"n":5.0}');
      expect(rowOf(prepare, '{"n":5.0,"other":1}')).toBe('{"n":5.0}');
      expect(rowOf(prepare, '{"n":1e1,"x":-3.00,"other":1}')).toBe('{"n":1e1,"x":-3.00}');
      expect(rowOf(prepare, '{"n":5.5,"other":1}')).toMatch(/^rejected: n /);
      expect(rowOf(prepare, '{"n":-5.0,"other":1}')).toMatch(/^rejected: n /);
      expect(rowOf(prepare, '{"flag":1.0,"n":0.0}')).toBe('{"flag":true,"n":0.0}');
      expect(rowOf(prepare, '{"flag":-0.0}')).toBe('{"flag":false}');
    }
  });

  it('keeps its value in defaults, recognised or parsed', () => {
    const of = testOperation(fields.extend({ b: z.string() }), {
      defaults: { b: ({ number, list }, { record }) => `${number} ${Number(record.number) + 1} ${list}` },
    });
    const prepare = preparerOf(of);
    for (const [number, written] of CARRIED)
      for (let time = 0; time < 2; time++)
        expect(rowOf(prepare, at('{"number":#,"list":[#]}', number))).toBe(
          at(`{"number":#,"list":[#],"b":"${written} ${Number(number) + 1} ${written}"}`, number),
        );
  });

  it('does not prevent that a record is recognised', () => {
    const prepare = preparerOf(testOperation(fields));
    prepareText(prepare, '{"number":5.0,"any":7.50,"list":[1.0,2.0],"other":1}');
    expect(prepareText(prepare, '{"number":6.0,"any":-1.20,"list":[3.0],"other":2}')).toMatchObject({
      isRecognised: true,
      made: { text: '{"number":6.0,"any":-1.20,"list":[3.0]}' },
    });
  });
});
