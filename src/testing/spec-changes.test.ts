import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../define/specification.ts';
import { CHANGE_RULES, changesThatBreak } from './spec-changes.ts';

const text = { type: 'string' };
const objectWith = (properties: Record<string, JsonSchema>, rest: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties,
  ...rest,
});
const option = (kind: string, rest: Record<string, JsonSchema> = {}): JsonSchema =>
  objectWith({ kind: { const: kind }, ...rest }, { title: kind, required: ['kind'] });
const choice = (...oneOf: JsonSchema[]): JsonSchema => ({ type: 'object', oneOf });

/** Pairs of schemas of one setting: the later one accepts fewer values than the earlier one. */
const narrowings: readonly [rule: string, because: string, wide: JsonSchema, narrow: JsonSchema][] = [
  [
    'required-added',
    'a property becomes required',
    objectWith({ a: text }),
    objectWith({ a: text }, { required: ['a'] }),
  ],
  [
    'additional-properties-forbidden',
    'they are forbidden',
    objectWith({}),
    objectWith({}, { additionalProperties: false }),
  ],
  [
    'additional-properties-forbidden',
    'they are restricted',
    objectWith({}, { additionalProperties: true }),
    objectWith({}, { additionalProperties: text }),
  ],
  ['option-removed', 'an option is missing', choice(option('a'), option('b')), choice(option('b'))],
  ['choice-changed', 'an object becomes a choice', { type: 'object' }, choice(option('a'), option('b'))],
  ['items-restricted', 'items get a schema', { type: 'array' }, { type: 'array', items: text }],
  ['type-changed', 'a number becomes a whole number', { type: 'number' }, { type: 'integer' }],
  ['type-changed', 'a type is removed', { type: ['string', 'integer'] as never }, text],
  ['type-changed', 'a type is added', {}, text],
  ['null-forbidden', 'null is removed', { type: ['string', 'null'] as never }, text],
  ['constant-changed', 'a value becomes a constant', text, { const: 'a' }],
  ['constant-changed', 'values are replaced by one', { enum: ['a', 'b'] }, { const: 'a' }],
  ['enum-narrowed', 'a value is missing', { enum: ['a', 'b'] }, { enum: ['b'] }],
  ['enum-narrowed', 'values are listed', text, { type: 'string', enum: ['a'] }],
  [
    'enum-narrowed',
    'one of true and false is missing',
    { type: 'boolean' },
    { type: 'boolean', enum: [true] },
  ],
  ['minimum-raised', 'it is higher', { type: 'number', minimum: 1 }, { type: 'number', minimum: 2 }],
  ['minimum-raised', 'it is new', { type: 'number' }, { type: 'number', exclusiveMinimum: 0 }],
  [
    'minimum-raised',
    'it excludes itself',
    { type: 'number', minimum: 0 },
    { type: 'number', exclusiveMinimum: 0 },
  ],
  ['minimum-raised', 'a listed value is below', { enum: [1, 2] }, { type: 'integer', minimum: 2 }],
  [
    'maximum-lowered',
    'it is lower',
    { type: 'integer', maximum: 9 },
    { type: 'integer', exclusiveMaximum: 9 },
  ],
  ['maximum-lowered', 'it is new', { type: 'number' }, { type: 'number', maximum: 9 }],
  ['multiple-narrowed', 'it is new', { type: 'integer' }, { type: 'integer', multipleOf: 10 }],
  [
    'multiple-narrowed',
    'it is larger',
    { type: 'integer', multipleOf: 5 },
    { type: 'integer', multipleOf: 10 },
  ],
  ['min-length-raised', 'texts are longer', text, { type: 'string', minLength: 1 }],
  ['min-items-raised', 'lists are longer', { type: 'array', minItems: 1 }, { type: 'array', minItems: 2 }],
  [
    'max-length-lowered',
    'texts are shorter',
    { type: 'string', maxLength: 5 },
    { type: 'string', maxLength: 4 },
  ],
  ['max-length-lowered', 'a listed value is longer', { enum: ['😀😀', 'a'] }, { maxLength: 1 }],
  ['max-items-lowered', 'lists are shorter', { type: 'array' }, { type: 'array', maxItems: 4 }],
  ['unique-items', 'items may not repeat', { type: 'array' }, { type: 'array', uniqueItems: true }],
  ['pattern-changed', 'it is new', text, { type: 'string', pattern: '^a' }],
  ['pattern-changed', 'a listed value does not match', { enum: ['a', 'b'] }, { pattern: '^a$' }],
];

/** Changes that make no stored value invalid, besides the reverse of each narrowing. */
const harmless: readonly [because: string, before: JsonSchema, after: JsonSchema][] = [
  ['a new default, title and description', { default: 1 }, { default: 2, title: 'T', description: 'D.' }],
  ['an optional property', objectWith({ a: text }), objectWith({ a: text, b: text })],
  ['another order of options', choice(option('a'), option('b')), choice(option('b'), option('a'))],
  ['another title of an option', choice(option('a')), choice({ ...option('a'), title: 'The A' })],
  ['the type of a constant', { const: 'a' }, { const: 'a', type: 'string' }],
  [
    'limits that all listed values meet',
    { enum: [1, 2] },
    { type: 'integer', minimum: 1, maximum: 2, multipleOf: 1 },
  ],
  [
    'a pattern that all listed values match',
    { enum: ['a'] },
    { type: 'string', pattern: '^a$', maxLength: 1 },
  ],
  [
    'an equal limit of whole numbers',
    { type: 'integer', minimum: 1 },
    { type: 'integer', exclusiveMinimum: 0 },
  ],
  ['an equal limit in fractions', { type: 'integer', maximum: 9 }, { type: 'integer', maximum: 9.5 }],
  ['a factor of the former one', { type: 'integer', multipleOf: 10 }, { type: 'integer', multipleOf: 5 }],
  ['true and false as values', { type: 'boolean' }, { type: 'boolean', enum: [false, true] }],
  [
    'the type of a choice of objects',
    { oneOf: [{ type: 'object' }] },
    { type: 'object', oneOf: [{ type: 'object' }] },
  ],
  ['further properties that were forbidden', objectWith({}, { additionalProperties: false }), objectWith({})],
];

/** The rules that a change of one setting breaks. Its place is a property, an item and an option's property. */
const brokenBy = (before: JsonSchema, after: JsonSchema): readonly (readonly string[])[] =>
  [
    (schema: JsonSchema) => objectWith({ setting: schema }),
    (schema: JsonSchema) => objectWith({ list: { type: 'array', items: schema } }),
    (schema: JsonSchema) => objectWith({ login: choice(option('a'), option('b', { setting: schema })) }),
  ].map((place) => {
    const [one, other] = [before, after].map((schema) => ({ connectionSpecification: place(schema) }));
    return changesThatBreak(one!, other!).map(({ rule }) => rule);
  });

describe('the comparison of specifications', () => {
  it.each(narrowings)('reports %s: %s', (rule, _because, wide, narrow) => {
    for (const rules of brokenBy(wide, narrow)) expect(rules).toContain(rule);
  });

  it.each(narrowings)('does not report %s in the other direction: %s', (rule, _because, wide, narrow) => {
    for (const rules of brokenBy(narrow, wide)) expect(rules).not.toContain(rule);
  });

  it.each(harmless)('accepts %s', (_because, before, after) => {
    expect(brokenBy(before, after)).toEqual([[], [], []]);
  });

  it('reports a removed property, and not an added one', () => {
    const [one, two] = [objectWith({ a: text }), objectWith({ a: text, b: text })];
    for (const rules of brokenBy(two, one)) expect(rules).toEqual(['property-removed']);
    for (const rules of brokenBy(one, two)) expect(rules).toEqual([]);
  });

  it('reports a new required property, and not one that is no longer required', () => {
    const [one, two] = [objectWith({}), objectWith({ a: text }, { required: ['a'] })];
    for (const rules of brokenBy(one, two)) expect(rules).toEqual(['required-added']);
    expect(brokenBy(two, objectWith({ a: text }))).toEqual([[], [], []]);
  });

  it('reports once that an object with properties becomes a choice, or a choice such an object', () => {
    const [one, two] = [objectWith({ kind: text }), choice(option('a'), option('b'))];
    for (const rules of [...brokenBy(one, two), ...brokenBy(two, one)])
      expect(rules).toEqual(['choice-changed']);
  });

  it('compares options without constants by their titles', () => {
    const titled = (title: string, rest: JsonSchema = {}) => objectWith({ a: text }, { title, ...rest });
    const before = choice(titled('A'), titled('B'));
    expect(brokenBy(before, choice(titled('B'), titled('A')))).toEqual([[], [], []]);
    for (const rules of brokenBy(before, choice(titled('A', { required: ['a'] }), titled('B'))))
      expect(rules).toEqual(['required-added']);
  });

  it('reports a changed pattern in both directions, because it compares no patterns', () => {
    const [one, two] = [{ pattern: '^[a-z]{1,5}$' }, { pattern: '^[a-z]{1,4}$' }];
    for (const rules of [...brokenBy(one, two), ...brokenBy(two, one)])
      expect(rules).toEqual(['pattern-changed']);
    expect(brokenBy(one, one)).toEqual([[], [], []]);
    expect(
      changesThatBreak({ connectionSpecification: one }, { connectionSpecification: two }),
    ).toMatchObject([
      { message: 'The pattern changed: verify that values which users have stored still match.' },
    ]);
  });

  it('reports a removed sync mode, and not an added one', () => {
    const modes = (...supported_destination_sync_modes: string[]) => ({
      connectionSpecification: {},
      supported_destination_sync_modes,
    });
    expect(changesThatBreak(modes('append', 'overwrite'), modes('append'))).toEqual([
      {
        rule: 'sync-mode-removed',
        path: '/supported_destination_sync_modes',
        message: 'The sync mode overwrite was removed.',
        reference: expect.any(String),
      },
    ]);
    expect(changesThatBreak(modes('append'), modes('append', 'overwrite'))).toEqual([]);
    expect(changesThatBreak({ connectionSpecification: {} }, modes('append'))).toEqual([]);
  });

  it('names the path in the later specification, and what changed', () => {
    const place = (schema: JsonSchema) => ({
      connectionSpecification: objectWith({ login: choice(option('a', { n: schema })) }),
    });
    expect(
      changesThatBreak(place({ type: 'integer', maximum: 9 }), place({ type: 'integer', maximum: 5 })),
    ).toMatchObject([
      {
        rule: 'maximum-lowered',
        path: '/connectionSpecification/properties/login/oneOf/0/properties/n',
        message: 'The largest number is 5 now.',
      },
    ]);
  });

  it('has a unique name for each rule, and a test', () => {
    const tested = ['property-removed', 'sync-mode-removed', ...narrowings.map(([rule]) => rule)];
    expect([...new Set(tested)].sort()).toEqual([...CHANGE_RULES].sort());
  });
});
