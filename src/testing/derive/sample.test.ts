import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { sampleRecord, sampleValue } from './sample.ts';

const validates = (schema: object, value: unknown): boolean =>
  new Ajv({ strict: false, validateFormats: false }).validate(schema, value);

test.each([
  [{ type: 'string' }],
  [{ type: ['null', 'integer'] }],
  [{ type: 'string', minLength: 40 }],
  [{ type: 'string', pattern: '^[A-Z]{2}-[0-9]+$' }],
  [{ type: 'integer', minimum: 18, maximum: 20 }],
  [{ type: 'number', maximum: -1 }],
  [{ enum: ['a', 'b'] }],
  [{ const: 7 }],
  [{ oneOf: [{ type: 'null' }, { type: 'boolean' }] }],
  [{ type: 'array', minItems: 2, items: { type: 'integer' } }],
  [{ type: 'object', properties: { a: { type: 'string', format: 'email' } }, required: ['a'] }],
])('sampleValue() of %j fits the schema', (schema) => {
  for (const i of [0, 1, 99]) expect(validates(schema, sampleValue(schema, i))).toBe(true);
});

test.each([
  ['date-time', /^2026-01-01T00:00:07\.000Z$/],
  ['date', /^2026-01-08$/],
  ['email', /^sample-7@example\.com$/],
  ['uri', /^https:\/\/example\.com\/sample\/7$/],
  ['uuid', /^[0-9a-f]{8}-0000-4000-8000-000000000007$/],
])('sampleValue() of format %s has that format', (format, pattern) => {
  expect(sampleValue({ type: 'string', format }, 7)).toMatch(pattern);
});

test('sampleValue() of a short text differs between records', () => {
  const schema = { type: 'string', maxLength: 3 };
  expect(new Set([1, 2, 33].map((i) => sampleValue(schema, i))).size).toBe(3);
});

test('sampleRecord() has the required properties and the keys only', () => {
  const schema = {
    type: 'object',
    properties: { email: { type: 'string', format: 'email' }, name: { type: 'string' }, note: {} },
    required: ['name'],
  };
  expect(sampleRecord(schema, ['email'], 3)).toEqual({
    key: 'sample-3@example.com',
    data: { name: 'acceptance-3', email: 'sample-3@example.com' },
  });
});

test('sampleRecord() has every property if none is required', () => {
  const { data } = sampleRecord({ properties: { a: { type: 'integer' }, b: { type: 'boolean' } } }, [], 2);
  expect(data).toEqual({ a: 2, b: true });
});
