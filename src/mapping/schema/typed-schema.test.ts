import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { depth } from '../../testing/depth.ts';
import { fieldSchema } from './field-schema.ts';
import { typedSchema } from './typed-schema.ts';

const typeOf = (schema: object) => typedSchema(schema as Record<string, unknown>).type;

describe('the type of a schema', () => {
  const ALL = ['string', 'number', 'boolean', 'object', 'array', 'null'];
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: ['string', 'null'], enum: ['a', null] }, ['string', 'null']],
    [{ const: 'a' }, 'string'],
    [{ const: null }, 'null'],
    [{ const: 1.5 }, 'number'],
    [{ enum: ['a', 'b'] }, 'string'],
    [{ enum: ['a', 1, null, [], {}, true] }, ['string', 'integer', 'null', 'array', 'object', 'boolean']],
    [{ anyOf: [{ type: 'string' }, { type: 'object' }] }, ['string', 'object']],
    [{ anyOf: [{ type: 'integer' }, { type: 'number' }] }, 'number'],
    [
      { oneOf: [{ type: 'string' }, { anyOf: [{ const: 1 }, { type: 'null' }] }] },
      ['string', 'integer', 'null'],
    ],
    [{ anyOf: [{ type: 'string' }, {}] }, ALL],
    [{ allOf: [{ type: ['string', 'null'] }, { type: ['string', 'number'] }] }, 'string'],
    [{ properties: {} }, 'object'],
    [{ items: {} }, 'array'],
    [{ description: 'Anything.' }, ALL],
  ])('of %j is %j', (schema, type) => {
    expect(typeOf(schema)).toEqual(type);
    expect(typedSchema(schema)).toMatchObject(schema);
  });

  it('is added in each keyword that contains schemas', () => {
    const [inner, typed] = [{ const: 'a' }, { type: 'string', const: 'a' }];
    const nestedIn = (each: object) => ({
      type: ['object', 'array'],
      properties: { a: each },
      patternProperties: { '^x': each },
      definitions: { a: each },
      $defs: { a: each },
      anyOf: [each],
      oneOf: [each],
      allOf: [each],
      prefixItems: [each],
      items: each,
      additionalProperties: each,
    });
    expect(typedSchema(nestedIn(inner))).toEqual(nestedIn(typed));
    expect(typedSchema({ items: [inner, true] })).toEqual({ type: 'array', items: [typed, true] });
  });

  it('is not added to a reference, nor to a value in place of a schema', () => {
    const schema = { type: 'object', properties: { a: { $ref: '#' } }, additionalProperties: false };
    expect(typedSchema(schema)).toEqual(schema);
    const open = { ...schema, properties: { a: true, b: false, c: null }, additionalProperties: true };
    expect(typedSchema(open)).toEqual(open);
  });
});

describe('a schema of fields', () => {
  const leaf = fc.constantFrom<() => z.ZodType>(
    () => z.string(),
    () => z.number(),
    () => z.int(),
    () => z.boolean(),
    () => z.null(),
    () => z.unknown(),
    () => z.any(),
    () => z.literal('a'),
    () => z.literal([1, 'b']),
    () => z.enum(['a', 'b']),
    () => z.iso.datetime(),
    () => z.string().transform(Number),
  );
  const { tree } = fc.letrec<{ tree: () => z.ZodType }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('tree').map((of) => () => of().nullable()),
      tie('tree').map((of) => () => of().optional()),
      tie('tree').map((of) => () => z.array(of())),
      tie('tree').map((of) => () => z.record(z.string(), of())),
      fc.tuple(tie('tree'), tie('tree')).map(
        ([one, other]) =>
          () =>
            z.union([one(), other()]),
      ),
      fc.tuple(tie('tree'), tie('tree')).map(
        ([one, other]) =>
          () =>
            z.object({ one: one(), other: other() }),
      ),
      fc.tuple(tie('tree'), tie('tree')).map(
        ([one, other]) =>
          () =>
            z.looseObject({ one: one(), o: other() }),
      ),
    ),
  }));

  /** Returns every schema within a schema. */
  function* within(schema: unknown): Generator<Record<string, unknown>> {
    if (typeof schema !== 'object' || schema === null) return;
    yield schema as Record<string, unknown>;
    const { properties, items, additionalProperties, anyOf } = schema as Record<string, object>;
    for (const each of [
      ...Object.values(properties ?? {}),
      items,
      additionalProperties,
      ...((anyOf as unknown as object[]) ?? []),
    ])
      yield* within(each);
  }

  it('has a type at each depth, for all kinds of fields', () => {
    fc.assert(
      fc.property(tree, (of) => {
        const schema = typedSchema(fieldSchema(z.object({ field: of() })) as Record<string, unknown>);
        for (const each of within(schema)) expect(each.type).toBeDefined();
      }),
      { numRuns: depth(150, 20_000) },
    );
  });
});
