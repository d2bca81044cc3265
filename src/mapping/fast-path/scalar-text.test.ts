import { describe, expect, it } from 'vitest';
import { EMPTY_VALUES, type FieldSchema, nonEmpty } from '../schema/field-schema.ts';
import { type Spelling, scalarText } from './scalar-text.ts';

/** Schemas with keywords that `FieldSchema` does not list. */
type Schema = FieldSchema | Readonly<Record<string, unknown>>;

const sourceOf = (schema: Schema): string | undefined => scalarText(schema as FieldSchema);

const matching = (schema: Schema, writing: Spelling, texts: readonly string[]): readonly string[] => {
  const source = scalarText(schema as FieldSchema, writing);
  return texts.filter((text) => source !== undefined && new RegExp(`^${source}$`).test(text));
};

const [string, number, integer] = [{ type: 'string' }, { type: 'number' }, { type: 'integer' }];
const LARGEST = 999_999_999_999_999;

type Case = readonly [Schema, Spelling, readonly string[], readonly string[]];

describe('the pattern of a scalar', () => {
  it.each<Case>([
    [string, 'any', ['""', '" "', '"a b"', '"é🙂"', String.raw`"\u00e9\/"`, String.raw`"\"\\a"`], []],
    [
      string,
      'any',
      [],
      ['"a"b"', String.raw`"\x"`, String.raw`"\u12"`, String.raw`"\"`, '"\t"', 'a', '1', 'null'],
    ],
    [string, 'canonical', [String.raw`"a\n\\"`], [String.raw`"\u00e9"`, String.raw`"a\/b"`]],
    [{ ...string, minLength: 1 }, 'any', ['"a"', '"a "', String.raw`"a\n"`], ['""', '" "', '"\u00a0"']],
    [{ ...string, minLength: 0 }, 'any', ['""'], []],
    [{ ...string, pattern: String.raw`\S` }, 'any', ['"a"'], ['""', '" "']],
    [{ ...string, pattern: '^[a-z]+$' }, 'any', ['"ab"'], ['""', '"a1"', '"A"']],
    [{ ...string, pattern: '^[a-z]+$', minLength: 1 }, 'any', ['"ab"'], ['""']],
    [nonEmpty(string), 'any', ['"a"'], ['""', '" "', 'null']],
    [{ ...nonEmpty(string), pattern: '^[a-z]+$' }, 'any', ['"ab"'], ['""']],
    [number, 'any', ['0', '-0', '-1', '1.50', '999999999999999', '0.123456789012345'], []],
    [
      number,
      'any',
      [],
      ['01', '1e5', '1.', '.5', '+1', '9999999999999999', '0.1234567890123456', '"1"', '--1'],
    ],
    [number, 'canonical', ['999999999.123456', '999999999999999', '-1.5'], ['1234567890.5', '0.1234567']],
    [integer, 'any', ['5', '-5', '5.0', '999999999999999'], ['5.5', '5.00', '9999999999999999', '05']],
    [{ ...number, minimum: 0 }, 'any', ['0', '1.5'], ['-1', '-0']],
    [{ ...number, minimum: -LARGEST }, 'any', ['1'], ['-1']],
    [{ ...number, minimum: -LARGEST - 1 }, 'any', ['1', '-1'], []],
    [{ ...number, maximum: LARGEST + 1 }, 'any', ['1', '-1'], []],
    [nonEmpty(integer), 'any', ['0'], ['null', '""']],
    [{ type: 'boolean' }, 'any', ['true', 'false'], ['True', '1', '"true"', 'null']],
    [{ type: 'null' }, 'any', ['null'], ['""', '0', 'nul']],
    [{ enum: ['a', 'b.', '', '"'] }, 'any', ['"a"', '"b."', '""', String.raw`"\""`], ['"bx"', 'a', '"ab"']],
    [nonEmpty({ enum: ['a', ''] }), 'any', ['"a"'], ['""']],
    [{ const: 'a' }, 'any', ['"a"'], ['"b"', 'a']],
    [{}, 'any', ['"a"', '""', '1', '1.5', 'true', 'null'], ['{}', '[]', '']],
    [nonEmpty({}), 'any', ['"a"', '1', 'false'], ['""', 'null']],
    [{ type: ['string', 'null'] }, 'any', ['"a"', 'null'], ['1', 'true']],
    [{ anyOf: [integer, { type: 'null' }] }, 'any', ['1', 'null'], ['1.5', '"1"']],
    [nonEmpty({ anyOf: [string, { type: 'null' }] }), 'any', ['"a"'], ['""', 'null']],
    [{ anyOf: [{ type: 'object' }, string] }, 'any', ['"a"'], ['{}']],
    [
      { ...string, description: 'A', title: 'A', format: 'date', default: '', examples: [] },
      'any',
      ['"a"'],
      [],
    ],
  ])('matches texts that fit, and no other: %j, %s, %j, not %j', (schema, writing, fitting, others) => {
    expect(matching(schema, writing, [...fitting, ...others])).toEqual(fitting);
  });

  it.each<Schema>([
    { ...string, minLength: 2 },
    { ...string, maxLength: 5 },
    { ...string, pattern: 'a' },
    { ...nonEmpty(string), pattern: '^[a-z]*$' },
    { ...string, minLength: 1, pattern: '^[a-z]*$' },
    { ...number, minimum: 1 },
    { ...number, maximum: LARGEST },
    { ...number, exclusiveMinimum: 0 },
    { ...number, multipleOf: 2 },
    { type: 'boolean', const: true },
    { type: 'null', const: null },
    nonEmpty({ type: 'null' }),
    { enum: [1, 2] },
    { enum: ['a', null] },
    { const: 1 },
    { enum: ['a'], minLength: 1 },
    { const: 'a', minLength: 1 },
    { type: 'object' },
    { type: 'array' },
    { ...string, not: { enum: ['a'] } },
    { ...string, anyOf: [string] },
    { anyOf: [string], minLength: 1 },
    { anyOf: [{ ...string, not: { enum: ['a'] } }] },
    { anyOf: [] },
  ])('does not exist if a text alone does not show that it fits: %j', (schema) => {
    expect(sourceOf(schema)).toBeUndefined();
  });

  it('has one way to match a text: only the widest of overlapping alternatives', () => {
    const filled = { ...string, minLength: 1 };
    for (const anyOf of [
      [string, filled],
      [filled, string],
      [{ const: 'a' }, string, { enum: ['a', 'b'] }],
    ])
      expect(sourceOf({ anyOf })).toBe(scalarText(string));
    expect(sourceOf({ anyOf: [integer, { ...number, minimum: 0 }, number] })).toBe(scalarText(number));
    expect(sourceOf({ anyOf: [integer, { ...integer, minimum: 0 }] })).toBe(scalarText(integer));
    expect(sourceOf({ anyOf: [{ enum: ['a'] }, { enum: ['a', 'b'] }] })).toBe('(?:"a"|"b")');
    expect(sourceOf({ anyOf: [{ type: 'null' }, { type: ['null', 'boolean'] }] })).toBe(
      '(?:(?:true|false)|null)',
    );
  });

  it('treats a schema that excludes empty values as its alternatives without them', () => {
    const both = { anyOf: [nonEmpty(string), { type: 'null' }], not: EMPTY_VALUES };
    expect(matching(both as Schema, 'any', ['"a"', '""', 'null'])).toEqual(['"a"']);
  });
});
