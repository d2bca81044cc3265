import { expect, it } from 'vitest';
import { z } from 'zod';
import { columnOf, fieldSchema, fitsField, isNullable } from './field-schema.ts';

it('a schema is written as JSON Schema once', () => {
  const fields = z.object({ a: z.string() });
  expect(fieldSchema(fields)).toBe(fieldSchema(fields));
});

it.each([
  [{}, true],
  [{ type: ['string', 'null'] }, true],
  [{ const: null }, true],
  [{ const: 'a' }, false],
  [{ enum: ['a', null] }, true],
  [{ enum: ['a'] }, false],
  [{ anyOf: [{ const: 'a' }, {}] }, true],
  [{ oneOf: [{ type: 'string' }] }, false],
  [{ allOf: [{ type: ['string', 'null'] }, {}] }, true],
  [{ allOf: [{}, { type: 'string' }] }, false],
] as const)('a schema accepts null if each of its rules does: %j', (schema, expected) => {
  expect(isNullable(schema)).toBe(expected);
});

it('the schema of a column is that of its field, else that of additional columns, else any', () => {
  const properties = { a: { type: 'string' } };
  expect(columnOf({ properties, additionalProperties: { type: 'number' } }, 'a')).toEqual({ type: 'string' });
  expect(columnOf({ properties, additionalProperties: { type: 'number' } }, 'b')).toEqual({ type: 'number' });
  for (const additionalProperties of [true, false, {}])
    expect(columnOf({ properties, additionalProperties }, 'b')).toEqual({});
  expect(columnOf({ properties }, 'b')).toEqual({});
  expect(columnOf({ properties }, 'toString')).toEqual({});
});

it('a value is judged by its field, an exact number by its value', () => {
  const field = z.number().max(5).or(z.array(z.int()));
  expect([5, 6, [1], [1.5], 'x'].map((value) => fitsField(field, value))).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
});
