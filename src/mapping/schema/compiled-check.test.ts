import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { depth } from '../../testing/depth.ts';
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
        { numRuns: depth(100, 3_000) },
      );
    }
  });

  it('rejects a row without a required column', () => {
    const quick = compileCheck(testOperation(z.object({ a: z.string(), b: z.string().optional() })));
    expect([{ a: 'x' }, { b: 'x' }, {}].map((row) => quick.fits(row))).toEqual([true, false, false]);
  });

  it('accepts no blank text that means no value as part of a row', () => {
    const quick = compileCheck(
      testOperation(
        z.object({
          at: z.string().meta({ format: 'date-time' }).optional(),
          text: z.string().optional(),
          list: z.array(z.string()).optional(),
        }),
      ),
    );
    for (const data of [{ at: 'noon' }, { text: ' ' }, { list: ['a'] }])
      expect([data, quick.fitsAsItIs(data)]).toEqual([data, true]);
    for (const data of [{ at: ' ' }, { at: '' }, { list: ['a', ' '] }])
      expect([data, quick.fitsAsItIs(data), quick.fits(data)]).toEqual([data, false, true]);
  });

  it('accepts no null as part of a row where a default replaces it', () => {
    const fields = z.object({ a: z.string().nullable(), b: z.string().nullable() });
    const quick = compileCheck(testOperation(fields, { defaults: { b: () => 'x' } }));
    expect(quick.fitsAsItIs({ a: null, b: 'y' })).toBe(true);
    expect(quick.fitsAsItIs({ a: 'x', b: null })).toBe(false);
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

describe('the complete schema of a record', () => {
  const completeOf = (field: z.ZodType) => compileCheck(testOperation(z.object({ a: field }))).complete;

  it.each(['url', 'ipv6', 'base64', 'jwt', 'letters', 'anyCase', 'trimmed', 'strict'])(
    'does not exist where JSON Schema does not express a field: %s',
    (name) => {
      const field = columns[name]!;
      for (const each of [
        field,
        field.optional(),
        field.nullable(),
        z.array(field),
        z.union([z.int(), field]),
        z.record(z.string(), field),
        z.object({ inner: field }),
        z.object({}).catchall(field),
      ])
        expect(completeOf(each)).toBeUndefined();
    },
  );

  it.each<readonly [string, z.ZodType]>([
    ['a tuple', z.tuple([z.string()])],
    ['an intersection', z.intersection(z.object({ b: z.string() }), z.object({ c: z.string() }))],
    ['an object with a check of its own', z.object({ b: z.string() }).refine(() => true)],
    [
      'a map with a check of its names',
      z.record(
        z.string().refine(() => true),
        z.string(),
      ),
    ],
  ])('does not exist for %s', (_, field) => {
    expect(completeOf(field)).toBeUndefined();
  });

  it('has the rules of each field where JSON Schema expresses them', () => {
    const expressed = Object.entries(columns).filter(([, field]) => completeOf(field) !== undefined);
    expect(expressed.map(([name]) => name)).toEqual(
      Object.keys(columns).filter(
        (name) => !['url', 'ipv6', 'base64', 'jwt', 'letters', 'anyCase', 'trimmed', 'strict'].includes(name),
      ),
    );
    expect(completeOf(z.int().min(3))?.properties?.a).toMatchObject({ type: 'integer', minimum: 3 });
  });

  it('requires the type of a field with a default, and a value', () => {
    const fields = z.object({ n: z.number().optional() });
    const { complete } = compileCheck(testOperation(fields, { defaults: { n: () => 1, other: () => 'x' } }));
    expect(complete?.properties).toEqual({
      n: { type: 'number', not: { enum: ['', null] } },
      other: { not: { enum: ['', null] } },
    });
  });
});
