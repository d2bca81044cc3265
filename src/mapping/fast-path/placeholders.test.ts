import { expect, it } from 'vitest';
import { stringifyExact } from '../../protocol/exact.ts';
import {
  compose,
  placeholder,
  placeholderIndex,
  scalarSpans,
  splitAtPlaceholders,
  withPlaceholders,
} from './placeholders.ts';

const valuesOf = (text: string): readonly string[] | undefined =>
  scalarSpans(text)?.map(({ start, end }) => text.slice(start, end));

it('the values of an object are those of its inner objects too, in order; a list is one value', () => {
  expect(valuesOf('{"a":1, "b" : {"c":"x","d":{}},"e":[{"f":1}],"g":null}')).toEqual([
    '1',
    '"x"',
    '[{"f":1}]',
    'null',
  ]);
  expect(valuesOf('{}')).toEqual([]);
});

it.each([
  '{"a":1,"a":2}',
  String.raw`{"\u0061":1}`,
  String.raw`{"b":1,"\u0061":1}`,
  '{"__proto__":1}',
  '{"b":{"a":1,"a":2}}',
  String.raw`{"b":{"a\\":1}}`,
  '{"b":{"__proto__":1}}',
])('an object with a key that is repeated, escaped or __proto__ has no spans: %s', (text) => {
  expect(scalarSpans(text)).toBeUndefined();
});

it('the values of an object with more than 50 levels are not searched', () => {
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  expect(valuesOf(nested(50))).toEqual(['1']);
  expect(valuesOf(nested(51))).toBeUndefined();
});

it('an escaped character in a value is no escaped key', () => {
  expect(valuesOf(String.raw`{"a":"\\","b":1}`)).toEqual([String.raw`"\\"`, '1']);
});

it('a placeholder has its index as a number and as a text, and no other value has one', () => {
  for (const index of [0, 7, 499]) {
    const value = placeholder(index);
    expect([placeholderIndex(value), placeholderIndex(String(value))]).toEqual([index, index]);
  }
  for (const value of [0, '', 'x', '12345', null, undefined, {}, [placeholder(1)]])
    expect(placeholderIndex(value)).toBeUndefined();
});

it('a text with placeholders is composed again from other values', () => {
  const text = '{"a":1, "b": {"c":"x"},"d":true}';
  const record = withPlaceholders(text, scalarSpans(text)!);
  const { a, b, d } = record as { a: unknown; b: { c: unknown }; d: unknown };
  expect([a, b.c, d].map(placeholderIndex)).toEqual([0, 1, 2]);
  const split = splitAtPlaceholders(stringifyExact({ d, x: [String(a)], b }));
  expect(split.placeholders).toEqual([2, 0, 1]);
  expect(compose(split, ['"A"', '"B"', 'null'])).toBe('{"d":null,"x":["A"],"b":{"c":"B"}}');
  const none = splitAtPlaceholders('{"a":1}');
  expect([none.placeholders, compose(none, [])]).toEqual([[], '{"a":1}']);
});
