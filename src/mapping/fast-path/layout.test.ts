import { expect, it } from 'vitest';
import type { FieldSchema } from '../schema/field-schema.ts';
import { leafLayout, objectLayout } from './layout.ts';

const [string, integer] = [{ type: 'string' }, { type: 'integer' }];
const matches = (source: string | undefined, text: string): boolean =>
  source !== undefined && new RegExp(`^${source}$`).test(text);

it('the layout of an object has its keys and blanks, and values that fit', () => {
  const described = { description: 'A thing.' };
  const schema: FieldSchema = {
    ...described,
    type: 'object',
    properties: { a: string, o: { anyOf: [string, { type: 'object', properties: { b: integer } }] } },
    required: ['a'],
    additionalProperties: { type: 'boolean' },
  };
  const source = objectLayout('{"a": "x","o":{"b":1},"c.":true}', schema);
  expect(matches(source, '{"a": "y","o":{"b":-2},"c.":false}')).toBe(true);
  for (const text of [
    '{"a":"y","o":{"b":-2},"c.":false}',
    '{"a": 5,"o":{"b":-2},"c.":false}',
    '{"a": "y","o":{"b":1.5},"c.":false}',
    '{"a": "y","o":{"b":1},"c.":"x"}',
    '{"a": "y","o":{"b":1},"cc":true}',
    '{"a": "y","o":{"b":1},"c.":true,"d":1}',
  ])
    expect([text, matches(source, text)]).toEqual([text, false]);
});

it('the layout up to a key ends before its value, and begins the whole layout', () => {
  const schema: FieldSchema = { properties: { a: integer, b: string } };
  const text = '{"a":1,"b":"x"}';
  const [whole, part] = [objectLayout(text, schema)!, objectLayout(text, schema, 'b')!];
  expect(whole.startsWith(part)).toBe(true);
  expect(matches(part, '{"a":5,"b":')).toBe(true);
  expect(objectLayout(text, schema, 'c')).toBe(whole);
});

it.each<readonly [string, string, object]>([
  ['an object with further rules', '{"a":1}', { not: { enum: ['', null] } }],
  ['a repeated key', '{"a":1,"a":2}', {}],
  ['an escaped key', String.raw`{"\u0061":1}`, {}],
  ['an object where the schema has none', '{"a":{"b":1}}', { properties: { a: string } }],
  ['a list of lists', '{"a":[[1]]}', { properties: { a: { type: 'array', items: { type: 'array' } } } }],
  ['a list with a limit', '{"a":[1]}', { properties: { a: { type: 'array', items: integer, maxItems: 2 } } }],
  ['two alternatives of an object', '{"a":{}}', { properties: { a: { anyOf: [{ type: 'object' }, {}] } } }],
])('a record has no layout with %s', (_, text, schema) => {
  expect(objectLayout(text, schema as FieldSchema)).toBeUndefined();
});

it('a list has any number of items, with blanks only where they may be written', () => {
  const schema: FieldSchema = { type: 'array', items: integer };
  const [any, canonical] = (['any', 'canonical'] as const).map((way) => leafLayout('[1]', schema, way));
  for (const text of ['[]', '[1]', '[1,2,3]'])
    expect([matches(any, text), matches(canonical, text)]).toEqual([true, true]);
  expect([matches(any, '[1, 2]'), matches(canonical, '[1, 2]')]).toEqual([true, false]);
  for (const text of ['["a"]', '[1,]', '[1  ,2]', '[1', '1'])
    expect([text, matches(any, text)]).toEqual([text, false]);
});

it('a list of texts has no blank text, which is no value', () => {
  const source = leafLayout('["a"]', { type: 'array', items: string }, 'any');
  expect(['["a","b"]', '["a",""]', '[" "]'].map((text) => matches(source, text))).toEqual([
    true,
    false,
    false,
  ]);
});
