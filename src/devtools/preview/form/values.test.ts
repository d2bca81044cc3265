import { expect, it } from 'vitest';
import type { JsonSchema } from '../../../define/specification.ts';
import { formOf, type ListField } from './field.ts';
import { configurationOf, initialValues, MASK, summaryOf, withUpdate } from './values.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

const form = (properties: Properties, required: readonly string[] = []) =>
  formOf({ type: 'object', properties, required });

const option = (kind: string, more: Properties = {}): JsonSchema => ({
  properties: { kind: { type: 'string', const: kind }, ...more },
});

const choice = (more: JsonSchema = {}): JsonSchema => ({
  ...{ type: 'object', oneOf: [option('a'), option('b', { size: { type: 'integer', default: 3 } })] },
  ...more,
});

const list: JsonSchema = {
  ...{ type: 'array' },
  items: {
    ...{ type: 'object' },
    properties: {
      name: { title: 'Name', type: 'string' },
      key: { title: 'Key', type: 'string', airbyte_secret: true },
      age: { title: 'Age', type: 'integer' },
      inner: { type: 'object', properties: {} },
    },
  },
};

it.each<[string, Properties, object]>([
  [
    'a default, also a hidden and a false one',
    { a: { type: 'boolean', default: false, airbyte_hidden: true } },
    { a: false },
  ],
  ['a constant', { a: { type: 'string', const: 'x' } }, { a: 'x' }],
  [
    'nothing without a default',
    { a: { type: 'string' }, b: { type: 'array', items: { type: 'string' } } },
    {},
  ],
  ['the first option of a choice', { a: choice() }, { a: { kind: 'a' } }],
  [
    'the option that the default of a choice names',
    { a: choice({ default: 'b' }) },
    { a: { kind: 'b', size: 3 } },
  ],
  ['the first option where the default names none', { a: choice({ default: 'c' }) }, { a: { kind: 'a' } }],
  [
    'each object, with the defaults in it',
    { a: { type: 'object', properties: { b: { type: 'string', default: 'c' } } } },
    { a: { b: 'c' } },
  ],
  ['nothing for an optional list', { a: list }, {}],
  ['the default of a list', { a: { ...list, default: [] } }, { a: [] }],
])('a new form has %s', (_, properties, values) => {
  expect(initialValues(form(properties))).toEqual(values);
});

it('a new form has an empty list where the list is required', () => {
  expect(initialValues(form({ a: list }, ['a']))).toEqual({ a: [] });
});

it.each<[string, Properties, object, object]>([
  ['texts without blanks around them', { a: { type: 'string' } }, { a: ' x y ' }, { a: 'x y' }],
  ['no empty text', { a: { type: 'string' }, b: { type: 'string' } }, { a: '', b: ' ' }, {}],
  ['false and 0', { a: { type: 'boolean' }, b: { type: 'number' } }, { a: false, b: 0 }, { a: false, b: 0 }],
  ['no property that is not declared', { a: { type: 'string' } }, { a: 'x', b: 'y' }, { a: 'x' }],
  ['nothing of an object that declares nothing', { a: { type: 'object' } }, { a: { b: 1 } }, { a: {} }],
  ['nothing of another option', { a: choice() }, { a: { kind: 'a', size: 3 } }, { a: { kind: 'a' } }],
  ['no choice without an option', { a: choice() }, { a: { kind: 'c' } }, {}],
  ['a list for an untouched list', { a: list }, {}, { a: [] }],
  [
    'the items of a list, with declared keys only',
    { a: list },
    { a: [{ name: ' x ', other: 1 }] },
    { a: [{ name: 'x', inner: {} }] },
  ],
  ['tags', { a: { type: 'array', items: { type: 'string' } } }, { a: ['x'] }, { a: ['x'] }],
])('the configuration has %s', (_, properties, values, configuration) => {
  expect(configurationOf(form(properties), values as never)).toEqual(configuration);
});

it('secrets are masked at every position', () => {
  const secret: JsonSchema = { type: 'string', airbyte_secret: true };
  const properties = {
    secret,
    ...{ empty: secret, open: { type: 'string' }, list },
    choice: { type: 'object', oneOf: [option('a', { secret })] },
  };
  const values = { secret: 's1', open: 'o', choice: { kind: 'a', secret: 's2' }, list: [{ key: 's3' }] };
  expect(configurationOf(form(properties), values, () => MASK)).toEqual({
    ...{ secret: MASK, open: 'o', choice: { kind: 'a', secret: MASK }, list: [{ key: MASK, inner: {} }] },
  });
});

it('an item is summed up by its values, ordered by key, with masked secrets', () => {
  const { item } = form({ list }).fields[0] as ListField;
  expect(summaryOf(item, { name: 'x', key: 'secret', age: 0 })).toBe('Age: 0 | Key: ***** | Name: x');
  expect(summaryOf(item, undefined)).toBe('');
});

it('an update of the connector changes only what it replaced, and keeps what the user entered since', () => {
  const tested = { url: 'a', login: { id: 'i', token: 't1' }, old: 'x', tags: ['a'] };
  const update = { url: 'a', login: { id: 'i', token: 't2' }, tags: ['b'] };
  const now = { ...tested, url: 'edited', login: { id: 'edited', token: 't1' } };
  expect(withUpdate(now, tested, update)).toEqual({
    ...{ url: 'edited', login: { id: 'edited', token: 't2' }, old: undefined, tags: ['b'] },
  });
});
