import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depth } from '../testing/depth.ts';
import { schemaVerdict } from './schema-verdict.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Returns the verdict of the validator in both ways in which it is used. */
function validated(schema: Schema, value: unknown): readonly boolean[] {
  const options = {
    strict: false,
    unicodeRegExp: false,
    validateFormats: false,
    validateSchema: false,
  } as const;
  return [{ unicode: true }, { unicode: false, strictNumbers: true }].map(
    (more) => new Ajv({ ...options, ...more, logger: false }).compile(schema)(value) as boolean,
  );
}

const one = fc.constantFrom;
const limit = fc.integer({ min: 0, max: 2 });
const number = fc.integer({ min: -1, max: 2 });
const text = { type: 'string' };

/** Every keyword of draft-07 that restricts a value, and some that do not. */
const KEYWORDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  type: one('string', 'integer', 'number', 'boolean', 'array', 'object', 'null', ['string', 'null']),
  const: one(1, 'a', [1]),
  enum: one([1, 'a'], [[1], null]),
  pattern: one('^a', '^.$', '\\p{L}'),
  minLength: limit,
  maxLength: limit,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: one(1, 2),
  minItems: limit,
  maxItems: limit,
  uniqueItems: fc.boolean(),
  items: one(text, [text], [text, { type: 'number' }]),
  contains: one(text),
  required: one(['a'], ['a', 'toString']),
  properties: one({ a: text }, { a: { minimum: 1 }, b: { maxLength: 1 } }),
  additionalProperties: one<unknown>(true, false, text),
  additionalItems: one<unknown>(false, text),
  if: one({ minLength: 2 }),
  else: one({ pattern: '^a' }),
  patternProperties: one({ '^a': text }),
  propertyNames: one({ maxLength: 1 }, { const: 'a' }),
  dependencies: one({ a: ['b'] }),
  minProperties: limit,
  maxProperties: limit,
  allOf: one([text], [{ minimum: 1 }]),
  anyOf: one([text, { minimum: 1 }]),
  oneOf: one([text, { minLength: 1 }]),
  not: one<unknown>(text, { enum: ['', null] }),
  $ref: one('#/definitions/text'),
  definitions: one({ text }),
  title: one('A'),
  format: one('date'),
};
const schemas = fc
  .array(
    fc.oneof(...Object.entries(KEYWORDS).map(([name, arb]) => arb.map((value) => [name, value] as const))),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((entries) => ({ definitions: { text }, ...Object.fromEntries(entries) }) as Schema);

const scalars = one<unknown>('', ' ', 'a', 'ab', '\u{1f600}', 'é', 0, -1, 0.5, 1, 2, 1e9, true, false, null);
const values = fc.oneof(
  scalars,
  fc.array(scalars, { maxLength: 3 }),
  fc.dictionary(one('a', 'b', 'cc', 'toString'), scalars, { maxKeys: 3 }),
  fc.jsonValue(),
);

describe('schemaVerdict', () => {
  it('agrees with ajv on every schema and value that it decides', () => {
    const seen = { true: 0, false: 0, undefined: 0 };
    fc.assert(
      fc.property(schemas, values, (schema, value) => {
        const early = schemaVerdict(schema, value);
        seen[`${early}`] += 1;
        if (early !== undefined) expect(validated(schema, value)).toEqual([early, early]);
      }),
      { numRuns: depth(400, 20_000) },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  it.each([
    [{ type: 'string', pattern: '^.$' }, 'a', 'ab'],
    [{ type: 'string', minLength: 1, maxLength: 1 }, 'é', 'ab'],
    [{ type: 'integer', minimum: 1, maximum: 2 }, 2, 3],
    [{ type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 2 }, 1.5, 2],
    [{ enum: ['a', 1] }, 1, '1'],
    [{ const: 'a' }, 'a', 'b'],
    [{ not: { enum: ['', null] } }, 'a', ''],
    [{ anyOf: [text, { type: 'null' }] }, null, 1],
    [{ allOf: [text, { maxLength: 1 }] }, 'a', 'ab'],
    [{ type: 'array', minItems: 1, maxItems: 2, items: text }, ['a'], [1]],
    [
      { type: 'object', required: ['a'], properties: { a: { type: 'boolean' } } },
      { a: true, b: 1 },
      { a: 1 },
    ],
    [{ properties: { a: text }, additionalProperties: false }, { a: 'a' }, { a: 'a', b: 1 }],
  ])('decides the keywords of configurations and fields: %j', (schema, right, wrong) => {
    expect([right, wrong].map((value) => schemaVerdict(schema, value))).toEqual([true, false]);
  });

  it('decides nothing where ajv options count the characters of a text differently', () => {
    expect(schemaVerdict({ maxLength: 1 }, '\u{1f600}')).toBe(undefined);
  });
});
