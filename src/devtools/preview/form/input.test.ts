import { expect, it } from 'vitest';
import type { JsonSchema } from '../../../define/specification.ts';
import { formOf, type ValueField } from './field.ts';
import { inputOf, patternDescriptor } from './input.ts';

const fieldOf = (property: JsonSchema) =>
  formOf({ type: 'object', properties: { property } }).fields[0] as ValueField;

it.each<[JsonSchema, string]>([
  [{ type: 'string' }, 'text'],
  [{ type: 'string', multiline: true }, 'textarea'],
  [{ type: 'string', airbyte_secret: true }, 'password'],
  [{ type: 'string', airbyte_secret: true, multiline: true }, 'secret-textarea'],
  [{ type: 'string', airbyte_secret: true, enum: ['a', 'b'] }, 'dropdown'],
  [{ type: 'string', enum: ['a', 'b'] }, 'dropdown'],
  [{ type: 'integer', enum: [1, 2] }, 'dropdown'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'number' }, 'number'],
  [{ type: 'boolean' }, 'toggle'],
  [{ type: ['boolean', 'null'] as never }, 'toggle'],
  [{ $ref: '#/definitions/x' }, 'text'],
  [{ type: 'array', items: { type: 'string' } }, 'tags'],
  [{ type: 'array', items: { type: 'integer' } }, 'tags'],
  [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, 'multiselect'],
])('the input of %j is %s', (schema, input) => {
  expect(inputOf(fieldOf(schema))).toBe(input);
});

it.each<[JsonSchema, string | undefined]>([
  [{ type: 'string', pattern: '^[0-9]+$', pattern_descriptor: 'digits' }, 'digits'],
  [{ type: 'array', items: { type: 'string', pattern: '@', pattern_descriptor: 'name@host' } }, 'name@host'],
  [{ type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }, 'YYYY-MM-DD'],
  [
    { type: 'string', pattern: '^$|^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$' },
    'YYYY-MM-DDTHH:mm:ssZ',
  ],
  [{ type: 'string', pattern: '^[0-9]+$' }, undefined],
  [{ type: 'string' }, undefined],
])('the pattern of %j is described as %s', (schema, descriptor) => {
  expect(patternDescriptor(fieldOf(schema))).toBe(descriptor);
});
