import { expect, it } from 'vitest';
import type { JsonSchema } from '../../../define/specification.ts';
import { type Card, cardsOf, type Section, sectionsOf } from './cards.ts';
import { formOf } from './field.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

const sectionText = ({ display, fields }: Section) => `${display}: ${fields.map(({ key }) => key).join(' ')}`;
const cardText = ({ title, sections }: Card) =>
  [title ?? '(no title)', ...sections.map(sectionText)].join(', ');

const cards = (properties: Properties, required: readonly string[] = [], groups?: unknown) =>
  cardsOf(formOf({ type: 'object', properties, required, groups })).map(cardText);

const field = (order?: number, more: JsonSchema = {}): JsonSchema => ({
  ...{ type: 'string', ...more },
  ...(order !== undefined && { order }),
});

const choice = (order: number): JsonSchema => ({
  ...{ type: 'object', order },
  oneOf: [{ properties: { kind: { type: 'string', const: 'a' } } }],
});

it('cards follow the declared groups, then other groups by id, then advanced, then fields without a group', () => {
  const groups = [
    { id: 'z', title: 'Zed' },
    { id: 'advanced', title: 'Own' },
    { id: 'y', title: 'Why' },
  ];
  const properties = {
    none: field(0),
    later: field(0, { group: 'g10' }),
    last: field(0, { group: 'advanced' }),
    other: field(0, { group: 'g9' }),
    y: field(0, { group: 'y' }),
    z: field(0, { group: 'z' }),
  };
  expect(cards(properties, Object.keys(properties), groups)).toEqual([
    'Zed, expanded: z',
    'Why, expanded: y',
    '(no title), expanded: other',
    '(no title), expanded: later',
    'Advanced, expanded: last',
    '(no title), expanded: none',
  ]);
});

it('a declared group without fields has no card', () => {
  expect(cards({ one: field(0) }, ['one'], [{ id: 'empty', title: 'Empty' }])).toEqual([
    '(no title), expanded: one',
  ]);
});

it('required, shown, constant, choice and object fields precede optional ones with any order', () => {
  const properties = {
    optional: field(0),
    required: field(5),
    shown: field(4, { always_show: true }),
    constant: field(3, { const: 'a' }),
    object: { type: 'object', order: 2, properties: {} },
    choice: choice(1),
  };
  expect(cards(properties, ['required'])).toEqual([
    '(no title), expanded: choice object constant shown required, footer: optional',
  ]);
});

it('fields without an order follow those with one, by key in natural order', () => {
  const properties = { b10: field(), b9: field(), a: field(7), b: field(2) };
  expect(cards(properties, Object.keys(properties))).toEqual(['(no title), expanded: b a b9 b10']);
});

it('a card of optional fields only is closed as a whole', () => {
  expect(cards({ one: field(0), two: field() })).toEqual(['(no title), card: one two']);
});

it('a hidden field is in no card, and a card of hidden fields is missing', () => {
  const hidden = { airbyte_hidden: true };
  expect(cards({ one: field(0, hidden), two: field(1) }, ['one', 'two'])).toEqual([
    '(no title), expanded: two',
  ]);
  expect(cards({ one: field(0, { ...hidden, group: 'auth' }) })).toEqual([]);
});

it('optional fields of an object inside the form stay between the others', () => {
  const { fields } = formOf({
    ...{ type: 'object', required: ['required'] },
    properties: { required: field(0), optional: field(1), unordered: field() },
  });
  expect(sectionsOf(fields, false).map(sectionText)).toEqual([
    'expanded: required',
    'inline: optional unordered',
  ]);
});
