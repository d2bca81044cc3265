import { expect, it } from 'vitest';
import { formOf } from './field.ts';
import { librarySchema, libraryUi } from './library-form.ts';

const option = (kind: string) => ({ title: kind, properties: { kind: { type: 'string', const: kind } } });

const form = formOf({
  type: 'object',
  required: ['text'],
  properties: {
    text: { type: 'string', title: 'Text', examples: ['x'], group: 'auth' },
    count: { type: 'integer', default: 3 },
    single: { type: 'string', enum: ['only'], default: 'only' },
    pick: { type: 'object', default: 'b', display_type: 'radio', oneOf: [option('a'), option('b')] },
    drop: { type: 'object', oneOf: [option('c')] },
  },
});

const { properties } = librarySchema(form) as { properties: Record<string, Record<string, unknown>> };
const ui = libraryUi(form) as Record<string, { 'ui:options': Record<string, unknown>; oneOf?: unknown[] }>;

it('the library gets no examples, which it would suggest', () => {
  expect(properties.text).not.toHaveProperty('examples');
});

it('one allowed value with a default is a constant for the library', () => {
  expect(properties.single).toEqual({ type: 'string', title: 'single', const: 'only', default: 'only' });
});

it('the option that is selected initially is the first one for the library', () => {
  const kinds = (properties.pick!.oneOf as { title: string }[]).map(({ title }) => title);
  expect(kinds).toEqual(['b', 'a']);
  expect(properties.pick!.discriminator).toEqual({ propertyName: 'kind' });
  expect(ui.pick!.oneOf).toHaveLength(2);
});

it('only the selected option of a choice is checked', () => {
  const checked = librarySchema(form, { pick: { kind: 'a' } }, (choice) => choice.options[0]);
  expect(checked.properties!.pick).toMatchObject({ properties: { kind: { const: 'a' } } });
});

it('a choice is drawn as tiles or as a dropdown by its display_type', () => {
  expect(ui.pick!['ui:options'].widget).toBe('tiles');
  expect(ui.drop!['ui:options'].widget).toBe('option-dropdown');
});

it('the default of a number is its placeholder too', () => {
  expect(ui.count!['ui:options']).toMatchObject({ widget: 'updown', placeholder: '3' });
  expect(ui.text!['ui:options']).toMatchObject({ widget: 'text', placeholder: '' });
});

it.each([
  ['a reference is a text', { $ref: '#/definitions/x' }, { type: 'string' }],
  ['a value without a type is a text', {}, { type: 'string' }],
  ['an object that is not the only type is a text', { type: ['object', 'null'] }, { type: 'string' }],
  ['several types are the first one', { type: ['boolean', 'null'] }, { type: 'boolean' }],
  [
    'anyOf and the like are ignored',
    { type: 'string', anyOf: [{ type: 'null' }], not: {} },
    { type: 'string' },
  ],
  [
    'a tuple is an array of texts',
    { type: 'array', items: [{ type: 'integer' }] },
    { type: 'array', items: { type: 'string' } },
  ],
])('%s', (_, schema, drawn) => {
  const odd = formOf({ type: 'object', properties: { a: schema as never } });
  expect(librarySchema(odd).properties!.a).toEqual({ ...drawn, title: 'a' });
});
