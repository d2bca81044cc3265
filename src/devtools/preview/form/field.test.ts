import { expect, it } from 'vitest';
import type { JsonSchema } from '../../../define/specification.ts';
import { type ChoiceField, FormBuildError, formOf, selectedOption } from './field.ts';

const propertyOf = (property: JsonSchema, required: readonly string[] = []) =>
  formOf({ type: 'object', required, properties: { property } }).fields[0]!;

const option = (constant: unknown): JsonSchema => ({
  properties: { kind: { type: 'string', const: constant } },
});

it.each<[string, JsonSchema, string]>([
  ['a scalar', { type: 'string' }, 'value'],
  ['an array of scalars', { type: 'array', items: { type: 'string' } }, 'value'],
  ['an array of objects', { type: 'array', items: { type: 'object' } }, 'list'],
  ['an object', { type: 'object' }, 'object'],
  ['a oneOf', { type: 'object', oneOf: [option('a')] }, 'choice'],
])('%s is a field of its kind', (_, schema, kind) => {
  expect(propertyOf(schema).kind).toBe(kind);
});

it('the title of a field is its key where the schema has none', () => {
  expect(propertyOf({ type: 'string' }).title).toBe('property');
  expect(propertyOf({ type: 'string', title: 'Title' }).title).toBe('Title');
});

it('a field is required where its object lists it', () => {
  expect(propertyOf({ type: 'string' }).required).toBe(false);
  expect(propertyOf({ type: 'string' }, ['property']).required).toBe(true);
});

it.each<[string, JsonSchema, unknown]>([
  ['a const', { type: 'string', const: 'a' }, 'a'],
  ['one allowed value with a default', { type: 'string', enum: ['a'], default: 'a' }, 'a'],
  ['one allowed value without a default', { type: 'string', enum: ['a'] }, undefined],
  ['several allowed values', { type: 'string', enum: ['a', 'b'], default: 'a' }, undefined],
])('%s has its constant', (_, schema, constant) => {
  expect(propertyOf(schema).constant).toBe(constant);
});

it('the selector of a choice is the first property with a constant in each option', () => {
  const properties = (kind: string) => ({
    own: { type: 'string', const: kind === 'a' ? '' : 'x' },
    type: { type: 'string', const: kind },
    also: { type: 'string', const: kind },
  });
  const choice = propertyOf({
    type: 'object',
    oneOf: [{ properties: properties('a') }, { properties: properties('b') }],
  }) as ChoiceField;
  expect(choice.selector).toBe('type');
  expect(selectedOption(choice, { type: 'b' })).toBe(choice.options[1]);
  expect(selectedOption(choice, { type: 'c' })).toBeUndefined();
  expect(selectedOption(choice, undefined)).toBeUndefined();
});

it.each<[string, JsonSchema]>([
  ['a oneOf whose options share no const', { type: 'object', oneOf: [option('a'), { properties: {} }] }],
  ['a oneOf with a falsy const', { type: 'object', oneOf: [option(false)] }],
  ['a oneOf without the type object', { oneOf: [option('a')] }],
  ['a oneOf of scalars', { type: 'string', oneOf: [{ const: 'a' }] }],
  ['an array of arrays', { type: 'array', items: { type: 'array', items: { type: 'string' } } }],
  ['an array of a oneOf', { type: 'array', items: { type: 'object', oneOf: [option('a')] } }],
  ['a pattern that JavaScript does not know', { type: 'string', pattern: '(?i)^a$' }],
  ['such a pattern of items', { type: 'array', items: { type: 'string', pattern: '(?i)^a$' } }],
])('%s is an error that names the field', (_, schema) => {
  expect(() => propertyOf(schema)).toThrow(FormBuildError);
  expect(() => propertyOf(schema)).toThrow(/^property: /);
});

it('a configuration that is not an object is an error', () => {
  expect(() => formOf({ properties: {} })).toThrow(FormBuildError);
});
