import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testOperation } from '../testing/fixtures.ts';
import { compileCheck } from './compiled-check.ts';

const columns: Readonly<Record<string, z.ZodType>> = {
  text: z.string(),
  some: z.string().min(2).max(4),
  filled: z.string().regex(/\S/),
  letters: z.string().regex(/^[^\p{L}]+$/u),
  anyCase: z.string().regex(/^[^A-Z]+$/i),
  two: z.string().regex(/a/).regex(/b/),
  number: z.number(),
  positive: z.number().positive().lt(10),
  int: z.int(),
  flag: z.boolean(),
  time: z.iso.datetime({ offset: true }),
  date: z.iso.date(),
  url: z.url(),
  ipv6: z.ipv6(),
  uuid: z.uuid(),
  email: z.email(),
  base64: z.base64(),
  jwt: z.jwt(),
  starts: z.string().startsWith('a.'),
  trimmed: z.string().refine((text) => text.trim() === text),
  list: z.array(z.number()).min(1),
  bag: z.record(z.string(), z.unknown()),
  texts: z.record(z.string().min(2), z.string()),
  inner: z.object({ a: z.string(), b: z.number().nullable().optional() }),
  strict: z.strictObject({ a: z.string() }),
  either: z.union([z.string(), z.number()]),
  nullable: z.int().nullable(),
  anything: z.unknown(),
  choice: z.enum(['a', 'b']),
  constant: z.literal('a'),
};

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    '',
    ' ',
    'a',
    'ab',
    'aab',
    'ABBA',
    'é',
    '😀😀',
    '\ud800',
    'a.b',
    ' a',
    'p{L}',
    '\u2028',
    '1',
    '\n',
  ),
  fc.constantFrom<unknown>(
    'https://a.b',
    'not a url',
    '::1',
    '1::2::3',
    'a@b.cc',
    'eyJ',
    'YWI=',
    'YWI',
    '2024-02-30',
    '2023-08-10',
  ),
  fc.constantFrom<unknown>(
    '2023-08-10T21:26:27.302Z',
    '2023-08-10T21:26:27+02:00',
    '2023-08-10T21:26:27',
    '2023-13-10T21:26:27Z',
  ),
  fc.constantFrom<unknown>('7c6f2a0e-4b0b-5d59-9f4e-2d3f6a1c8b57', '7c6f2a0e4b0b5d599f4e2d3f6a1c8b57'),
  fc.constantFrom<unknown>(
    0,
    -0,
    1,
    1.5,
    2 ** 53,
    1e308,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    true,
    null,
  ),
  fc.constantFrom<unknown>(
    [],
    [1],
    ['1'],
    {},
    { a: 'x' },
    { a: 'x', b: null },
    { a: 'x', c: 1 },
    { x: 1 },
    { xy: 'z' },
  ),
  fc
    .constantFrom('{"__proto__":1}', '{"constructor":"x"}', '{"a":"x","__proto__":{}}')
    .map((text) => JSON.parse(text) as unknown),
);

describe('the compiled check', () => {
  it('accepts nothing that the schema rejects, column by column', () => {
    for (const [name, field] of Object.entries(columns)) {
      const fields = z.object({ [name]: field });
      const quick = compileCheck(testOperation(fields));
      fc.assert(
        fc.property(values, (value) => {
          const row = { [name]: value };
          const fits = fields.safeParse(row).success;
          if (!fits)
            expect([name, value, quick.fits(row), quick.fitsAsItIs(row)]).toEqual([
              name,
              value,
              false,
              false,
            ]);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('rejects a row without a required column', () => {
    const quick = compileCheck(testOperation(z.object({ a: z.string(), b: z.string().optional() })));
    expect([{ a: 'x' }, { b: 'x' }, {}].map((row) => quick.fits(row))).toEqual([true, false, false]);
  });

  it('accepts a record as a row only if nothing has to be dropped or filled in', () => {
    const fields = z.object({ a: z.string(), b: z.string().optional() });
    const dropping = compileCheck(testOperation(fields, { defaults: { b: () => 'x' } }));
    expect(dropping.fitsAsItIs({ a: 'x', b: 'y' })).toBe(true);
    for (const data of [{ a: 'x' }, { a: 'x', b: '' }, { a: 'x', b: null }, { a: 'x', b: 'y', c: 1 }])
      expect(dropping.fitsAsItIs(data)).toBe(false);
    expect(
      dropping.fitsAsItIs(JSON.parse('{"a":"x","b":"y","__proto__":1}') as Record<string, unknown>),
    ).toBe(false);
    const keeping = compileCheck(testOperation(fields, { unmappedColumns: 'keep' }));
    expect(keeping.fitsAsItIs({ a: 'x', c: 1 })).toBe(true);
    expect(keeping.fitsAsItIs({ a: 'x', _airbyte_meta: {} })).toBe(false);
  });
});
