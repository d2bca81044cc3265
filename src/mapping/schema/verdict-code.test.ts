import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { depth } from '../../testing/depth.ts';
import { compileVerdict } from './verdict-code.ts';

const NAMES = ['a', 'b', 'c'] as const;
const TEXTS = ['', ' ', 'x', 'xy', '2024-01-01'];

const leaf: fc.Arbitrary<z.ZodType> = fc.constantFrom<z.ZodType>(
  z.string(),
  z.string().min(1).max(2),
  z.string().regex(/^x/u),
  z.string().refine((text) => text.trim() === text),
  z.iso.date(),
  z.number().min(0).lt(2),
  z.number().multipleOf(2),
  z.int(),
  z.int32(),
  z.boolean(),
  z.null(),
  z.unknown(),
  z.enum(['x', 'xy']),
  z.literal([1, null, 'x']),
  z.enum(['1', '2', '3', '4', 'x']),
);

/** Schemas of all supported types, with checks that read several members of an object, or their number. */
const { schema: anySchema } = fc.letrec<{ schema: z.ZodType; object: z.ZodType }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: leaf, weight: 4 },
    tie('object'),
    tie('schema').map((inner) => inner.optional()),
    tie('schema').map((inner) => inner.nullable()),
    tie('schema').map((inner) => z.array(inner).min(1)),
    tie('schema').map((inner) => z.array(inner).refine((list) => new Set(list).size === list.length)),
    tie('schema').map((inner) => z.record(z.string(), inner)),
    fc.tuple(tie('schema'), tie('schema')).map((options) => z.union(options)),
  ),
  object: fc
    .tuple(
      fc.dictionary(fc.constantFrom(...NAMES), tie('schema'), { maxKeys: 3 }),
      fc.constantFrom('strip', 'loose', 'strict', 'catchall'),
      fc.constantFrom('none', 'compares', 'counts', 'reports'),
    )
    .map(([shape, kind, check]) => checked(objectOf(shape, kind), check)),
}));

function objectOf(shape: z.ZodRawShape, kind: string): z.ZodObject {
  if (kind === 'loose') return z.looseObject(shape);
  if (kind === 'strict') return z.strictObject(shape);
  return kind === 'strip' ? z.object(shape) : z.object(shape).catchall(z.number());
}

function checked(object: z.ZodObject, check: string): z.ZodType {
  const members = (value: unknown): Record<string, unknown> => value as Record<string, unknown>;
  if (check === 'compares') return object.refine((value) => members(value).a !== members(value).b);
  if (check === 'counts') return object.refine((value) => Object.keys(value).length < 2);
  if (check === 'none') return object;
  return object.check(({ value, issues }) => {
    if (members(value).a === 'x') issues.push({ code: 'custom', message: 'no', input: value });
  });
}

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, 0, 1, 1.5, 2, -1, 2 ** 40, Number.NaN, null, true, [], {}),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(...TEXTS, 0, 1, 2, null, false, undefined),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom(...NAMES, 'd', '__proto__', 'constructor'), tie('value'), { maxKeys: 4 }),
    ),
  })).value,
);

describe('the compiled verdict on a value', () => {
  it('never accepts what zod rejects, for any schema', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anySchema, fc.array(anyValue, { maxLength: 40 }), (schema, values) => {
        const fits = compileVerdict(schema);
        for (const value of values)
          if (fits?.(value)) {
            accepted++;
            expect([value, schema.safeParse(value).success]).toEqual([value, true]);
          }
      }),
      { numRuns: depth(1_000, 20_000) },
    );
    expect(accepted).toBeGreaterThan(150);
  });

  it('equals that of zod for a value without undeclared members', () => {
    const inner = z
      .object({ a: z.string(), b: z.int().min(0).optional() })
      .refine(({ a, b }) => a !== String(b));
    const schema = z.object({
      a: inner,
      b: z.array(inner).optional(),
      c: z.union([z.null(), inner]).optional(),
    });
    const fits = compileVerdict(schema)!;
    const member = fc.record(
      { a: fc.constantFrom<unknown>('x', '1', 1), b: fc.constantFrom<unknown>(1, -1, 1.5, 'x') },
      { requiredKeys: [] },
    );
    const value = fc.record(
      { a: member, b: fc.array(member, { maxLength: 2 }), c: fc.option(member) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, (each) => {
        expect(fits(each)).toBe(schema.safeParse(each).success);
      }),
    );
  });

  it.each<readonly [string, z.ZodType, readonly unknown[], readonly unknown[]]>([
    ['an optional field', z.object({ a: z.string().optional() }), [{}, { a: 'x' }], [{ a: null }, { a: 1 }]],
    ['a nullable field', z.object({ a: z.string().nullable() }), [{ a: null }, { a: 'x' }], [{}, { a: 1 }]],
    [
      'any value',
      z.object({ a: z.any(), b: z.unknown() }),
      [
        { a: null, b: [] },
        { a: 1, b: {} },
      ],
      [null, []],
    ],
    ['an integer', z.int(), [0, -5, 2 ** 53 - 1], [0.5, 2 ** 53, '1', Number.NaN]],
    ['a number with limits', z.number().min(1).max(3), [1, 3], [0.9, 3.1, Number.NaN]],
    ['a number between two others', z.number().gt(1).lt(3), [1.1, 2.9], [1, 3]],
    ['a text of a limited length', z.string().min(1).max(2), ['a', 'ab'], ['', 'abc', ['a']]],
    ['a text of an exact length', z.string().length(2), ['ab'], ['a', 'abc']],
    [
      'a list of a limited length',
      z.array(z.int()).min(1).max(2),
      [[1], [1, 2]],
      [[], [1, 2, 3], ['a'], 'a'],
    ],
    ['a few texts', z.enum(['a', 'b']), ['a', 'b'], ['c', '', null]],
    ['many texts', z.enum(['a', 'b', 'c', 'd', 'e']), ['a', 'e'], ['f', null]],
    [
      'constants of several types',
      z.literal([1, 'a', null, true]),
      [1, 'a', null, true],
      ['1', false, 'null'],
    ],
    [
      'one of several types',
      z.union([z.object({ a: z.int() }), z.int()]),
      [{ a: 1 }, 1],
      [{ a: 'x' }, 'x', null],
    ],
    ['a map', z.record(z.string(), z.int()), [{}, { x: 1 }], [{ x: 'a' }, [], null]],
    ['an object with entries of one type', z.object({}).catchall(z.int()), [{}, { x: 1 }], [{ x: 'a' }]],
    ['a length of any value that has one', z.any().check(z.minLength(1)), ['x', [1], null, 5], ['', []]],
    ['a limit of any value', z.any().check(z.gte(1)), [1, '1'], [0, null, 'x']],
  ])('accepts what fits and nothing else: %s', (_, schema, fitting, others) => {
    const fits = compileVerdict(z.object({ value: schema }))!;
    for (const value of fitting) expect([value, fits({ value })]).toEqual([value, true]);
    for (const value of others)
      expect([value, fits({ value }), schema.safeParse(value).success]).toEqual([value, false, false]);
  });

  it('does not depend on undeclared members, which zod removes, unless a check reads members', () => {
    const member = z.object({ a: z.string() });
    for (const schema of [member, z.array(member).min(1), z.record(z.string(), member)]) {
      const value = { a: 'x', other: 1 };
      const inside = schema === member ? value : schema.type === 'array' ? [value] : { one: value };
      expect(compileVerdict(schema)!(inside)).toBe(true);
    }
    const many = member.refine((value) => Object.keys(value).length > 1);
    expect(many.safeParse({ a: 'x', other: 1 }).success).toBe(false);
    expect(compileVerdict(many)!({ a: 'x', other: 1 })).toBe(false);
  });

  it('throws the error of a schema that is broken', () => {
    const broken = z.object({
      get a(): z.ZodString {
        throw new RangeError('no field');
      },
    });
    expect(() => compileVerdict(broken)).toThrow('no field');
  });

  it('is compiled for any name, text and number in a schema, which stay data in the code', () => {
    const names = ['"];throw 1;//', "'", '`$', '\u2028', '\\', '*/'];
    const schema = z.strictObject(Object.fromEntries(names.map((name) => [name, z.literal(name)])));
    const fits = compileVerdict(schema)!;
    expect(fits(Object.fromEntries(names.map((name) => [name, name])))).toBe(true);
    expect(fits(Object.fromEntries(names.map((name) => [name, 'x'])))).toBe(false);
  });

  it('is compiled for a recursive schema', () => {
    const tree = z.object({
      value: z.int(),
      get children() {
        return z.array(tree).optional();
      },
    });
    const fits = compileVerdict(tree)!;
    expect(fits({ value: 1, children: [{ value: 2, children: [] }] })).toBe(true);
    expect(fits({ value: 1, children: [{ value: 2, children: [{ value: 'x' }] }] })).toBe(false);
  });
});

describe('a schema that is not compiled', () => {
  it.each([
    ['changes values', z.object({ a: z.string().trim() })],
    ['fills values in', z.object({ a: z.string().default('x') })],
    ['transforms values', z.object({ a: z.string().transform(Number) })],
    ['has a format that is more than a pattern', z.object({ a: z.url() })],
    ['has a member that every object has', z.object({ constructor: z.string() })],
    ['limits the names of a map', z.record(z.string().min(2), z.string())],
    ['has a map whose names have a format', z.record(z.uuid(), z.string())],
    ['has a map with certain names', z.record(z.enum(['a', 'b']), z.string())],
    ['accepts exactly one of several types', z.xor([z.string(), z.string().min(2)])],
    ['fills in an alternative', z.object({ a: z.union([z.int(), z.string().default('x')]) })],
    ['fills in an optional value', z.object({ a: z.string().default('x').optional() })],
    ['tells absent from undefined', z.object({ a: z.exactOptional(z.string()) })],
  ])('%s', (_, schema) => {
    expect(compileVerdict(schema)).toBeUndefined();
  });
});

describe('the rules of a record', () => {
  const inner = z.object({ b: z.string() });
  const schema = z.object({
    a: z.string().optional(),
    inner: inner.optional(),
    list: z.array(inner).optional(),
  });
  const never = (): boolean => false;
  const verdictWith = (isClosed: boolean, rules: readonly (readonly [string, () => boolean])[] = []) =>
    compileVerdict(schema, { isClosed, rules: new Map(rules) })!;

  it('closed: no member may be unknown, at any depth', () => {
    const values = [{ a: 'x' }, { x: 1 }, { inner: { b: 'x', x: 1 } }, { list: [{ b: 'x', x: 1 }] }];
    expect(values.map(verdictWith(true))).toEqual([true, false, false, false]);
    expect(values.map(verdictWith(false))).toEqual([true, true, true, true]);
  });

  it('closed: an inner object that accepts any member stays open', () => {
    const loose = z.looseObject({ inner: z.looseObject({ b: z.string() }) });
    const fits = (isClosed: boolean) => compileVerdict(loose, { isClosed, rules: new Map() })!;
    const [outer, nested] = [{ inner: { b: 'x' }, x: 1 }, { inner: { b: 'x', x: 1 } }];
    expect([outer, nested].map(fits(true))).toEqual([false, true]);
    expect([outer, nested].map(fits(false))).toEqual([true, true]);
  });

  it('apply to the record, not to the records inside of a recursive one', () => {
    const tree = z.object({
      value: z.int(),
      get child() {
        return tree.optional();
      },
    });
    const isOne = (value: unknown): boolean => value === 1;
    const fits = compileVerdict(tree, { isClosed: false, rules: new Map([['value', isOne]]) })!;
    expect(fits({ value: 1, child: { value: 2, child: { value: 3 } } })).toBe(true);
    expect(fits({ value: 2, child: { value: 1 } })).toBe(false);
  });

  it('apply to fields and other members, including absent ones', () => {
    expect(verdictWith(false)({})).toBe(true);
    expect(verdictWith(false, [['a', never]])({})).toBe(false);
    expect(verdictWith(false, [['other', never]])({ a: 'x' })).toBe(false);
  });
});
