import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ExactNumber } from '../../define/exact-number.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { coercionFor } from './coerce.ts';
import { fieldSchema } from './field-schema.ts';

const coerce = (field: z.ZodType, value: unknown): unknown => coercionFor(fieldSchema(field))(value);
const exact = (text: string): ExactNumber => new ExactNumber(text);

type Table = readonly (readonly [from: unknown, to: unknown])[];
const check = (field: z.ZodType, table: Table): void => {
  for (const [from, to] of table) expect.soft([from, coerce(field, from)]).toEqual([from, to]);
};
/** A value that can't be converted stays unchanged, so that validation reports it. */
const untouched = (field: z.ZodType, values: readonly unknown[]): void => {
  for (const value of values) expect.soft(coerce(field, value)).toBe(value);
};

const date = z.iso.date();
const time = z.iso.datetime({ offset: true });

describe('coercion', () => {
  it('converts numbers and booleans to texts, digit for digit', () => {
    check(z.string(), [
      [7, '7'],
      [1.5, '1.5'],
      [true, 'true'],
      [exact('9007199254740993'), '9007199254740993'],
      [exact('0.12345678901234567890'), '0.12345678901234567890'],
    ]);
    untouched(z.string(), ['', ' a ', null, undefined, {}, []]);
  });

  it('converts texts that are nothing but a number', () => {
    check(z.number(), [
      ['7', 7],
      [' -1.50 ', -1.5],
      ['+3', 3],
      ['.5', 0.5],
      ['5.', 5],
      ['1e3', 1000],
      ['007', 7],
      [' -00123.4500 ', -123.45],
      ['1e2', 100],
      ['-0', -0],
      ['.12345678901234567890', exact('0.12345678901234567890')],
    ]);
    untouched(z.number(), [
      '',
      ' ',
      '1,5',
      '0x10',
      'Infinity',
      'NaN',
      '1 2',
      '--1',
      '1e',
      null,
      true,
      {},
      [1],
    ]);
    const long = exact('9007199254740993');
    expect(coerce(z.number(), long)).toBe(long);
  });

  it('keeps the digits of integers beyond 2^53 that arrived as texts, as valid JSON', () => {
    check(z.int(), [
      ['9007199254740993', exact('9007199254740993')],
      ['-9007199254740993', exact('-9007199254740993')],
      ['+9007199254740993', exact('9007199254740993')],
      ['0009007199254740993', exact('9007199254740993')],
    ]);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(3), (number, zeros) => {
        const text = number < 0n ? `-${'0'.repeat(zeros)}${-number}` : `${'0'.repeat(zeros)}${number}`;
        expect(stringifyExact({ a: coerce(z.int(), text) })).toBe(`{"a":${number}}`);
      }),
    );
  });

  it('converts the usual words to booleans', () => {
    check(z.boolean(), [
      ['true', true],
      [' FALSE ', false],
      ['1', true],
      ['0', false],
      [1, true],
      [0, false],
    ]);
    untouched(z.boolean(), ['yes', '', 'no', 2, null, 'truee', true, false]);
    untouched(z.boolean(), [[true], ['1'], [0], [], {}]);
  });

  it('converts times in other notations to ISO 8601', () => {
    check(time, [
      ['2023-08-10 21:26:27+00', '2023-08-10T21:26:27+00:00'],
      ['2023-08-10 21:26:27.123456 +0230', '2023-08-10T21:26:27.123456+02:30'],
      ['2023-08-10t21:26z', '2023-08-10T21:26:00Z'],
      ['2023-08-10 21:26:27Z', '2023-08-10T21:26:27Z'],
      ['2023-08-10T21:26:27+00', '2023-08-10T21:26:27+00:00'],
      ['2023-08-10T21:26Z', '2023-08-10T21:26:00Z'],
      [' 2023-08-10T21:26:27-05:00 ', '2023-08-10T21:26:27-05:00'],
      ['2023-08-10T21:26:27,5Z', '2023-08-10T21:26:27.5Z'],
      ['2023-08-10T9:26:27Z', '2023-08-10T09:26:27Z'],
      ['2023-08-10T21:26:27.5 Z', '2023-08-10T21:26:27.5Z'],
    ]);
    const iso = '2023-08-10T21:26:27.302Z';
    expect(coerce(time, iso)).toBe(iso);
    for (const [, to] of [['', coerce(time, '2023-08-10 21:26z')]] as const)
      expect(time.safeParse(to).success).toBe(true);
  });

  it('removes digits finer than nanoseconds only where the pattern of the field does not accept them', () => {
    const [picoseconds, nanoseconds] = [
      '2023-08-10T21:26:27.123456789012Z',
      '2023-08-10T21:26:27.123456789Z',
    ];
    const atMost = z
      .string()
      .regex(/^[\dT:-]+(?:\.\d{1,9})?Z$/)
      .meta({ format: 'date-time' });
    check(atMost, [[picoseconds, nanoseconds]]);
    untouched(atMost, [nanoseconds]);
    untouched(time, [picoseconds, nanoseconds]);
  });

  it('converts seconds, milli-, micro- and nanoseconds since 1970 to times, as numbers or texts', () => {
    const iso = '2023-08-10T21:26:27.000Z';
    const seconds = 1_691_702_787;
    check(time, [
      [seconds, iso],
      [seconds * 1e3, iso],
      [seconds * 1e6, iso],
      [exact(`${seconds}000000000`), iso],
      [String(seconds), iso],
      [`${seconds}000`, iso],
      [`${seconds}000000000`, iso],
      [seconds + 0.5, '2023-08-10T21:26:27.500Z'],
    ]);
    untouched(time, [0, -86_400, 20_230_810, 45_148.89, exact('20230810212627')]);
  });

  it('guesses no zone and no time: a value without them stays unchanged', () => {
    untouched(time, ['2023-08-10T21:26:27', '2023-08-10', '20230810', 'now', '', null, true, {}]);
    untouched(time, [Number.POSITIVE_INFINITY, Number.NaN]);
    untouched(time, ['10.08.2023 21:26:27 UTC', '2023-08-10T21:26:27 CEST']);
  });

  it('takes the date of a time', () => {
    check(date, [
      ['2023-08-10T21:26:27Z', '2023-08-10'],
      ['2023-08-10T21:26:27', '2023-08-10'],
      [1_691_702_787, '2023-08-10'],
    ]);
    untouched(date, ['2023-08-10', 'today', 'on 2023-08-10T21:26:27', null]);
  });

  it('parses objects and lists that arrived as texts', () => {
    check(z.object({ n: z.number() }), [[' {"n":"1","x":2}', { n: 1, x: 2 }]]);
    check(z.array(z.number()), [['["1",2]', [1, 2]]]);
    check(z.record(z.string(), z.unknown()), [['{"a":1}', { a: 1 }]]);
    untouched(z.object({}), ['[1]', '{broken', 'x', null, 7]);
    untouched(z.array(z.number()), ['{"a":1}', '[broken', '', null, 7]);
    untouched(z.object({}), [['{"a":1}'], [{}]]);
  });

  it('parses a list whose items may be anything', () => {
    for (const coerced of [
      coerce(z.array(z.unknown()), '[1,"1"]'),
      coercionFor({ type: 'array' })('[1,"1"]'),
    ])
      expect(coerced).toEqual([1, '1']);
  });

  it('keeps the digits of numbers inside objects and lists that arrived as texts', () => {
    const text = '{"id":9007199254740993,"list":[9007199254740993],"huge":1e400}';
    expect(stringifyExact(coerce(z.record(z.string(), z.unknown()), text))).toBe(text);
    expect(stringifyExact(coerce(z.array(z.unknown()), `[${text}]`))).toBe(`[${text}]`);
    const broken = '{"id":9007199254740993,"a":"';
    expect(coerce(z.object({}), broken)).toBe(broken);
  });

  it('converts values inside objects and lists, and copies only changed ones', () => {
    const field = z.object({ list: z.array(z.object({ n: z.number() })) });
    const fits = { list: [{ n: 1 }], other: {} };
    expect(coerce(field, fits)).toBe(fits);
    const changed = { list: [{ n: '1' }, { n: 2 }], other: {} };
    expect(coerce(field, changed)).toEqual({ list: [{ n: 1 }, { n: 2 }], other: {} });
    expect(changed.list[0]).toEqual({ n: '1' });
  });

  it('treats an exact number as a number, never as an object', () => {
    const number = exact('9007199254740993');
    untouched(z.object({ text: z.number() }), [number]);
    untouched(z.record(z.string(), z.unknown()), [number]);
  });

  it('removes blanks from an object where the field does not accept them', () => {
    expect(coerce(z.object({ n: z.number().optional(), s: z.string() }), { n: '', s: '' })).toStrictEqual({
      s: '',
    });
  });

  it('converts values of nullable fields, and keeps null', () => {
    check(date.nullable(), [
      ['2023-08-10T21:26:27Z', '2023-08-10'],
      [null, null],
    ]);
    check(z.object({ n: z.number() }).nullable(), [
      [{ n: '1' }, { n: 1 }],
      [null, null],
    ]);
    check(z.array(z.string()).nullable(), [
      ['a', ['a']],
      [null, null],
    ]);
    const object = { n: '1' };
    untouched(z.union([z.object({ n: z.number() }), z.array(z.number())]), [object]);
  });

  it('keeps null for nullable fields, and guesses nothing where several types fit', () => {
    check(z.number().nullable(), [
      [null, null],
      ['5', 5],
    ]);
    untouched(z.union([z.number(), z.string()]), ['5', 5]);
    untouched(z.unknown(), ['5', 5, null]);
  });
});
