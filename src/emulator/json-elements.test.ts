import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementTexts } from './json-elements.ts';

test('elementTexts() keeps digits, escapes and inner blanks', () => {
  const text = ' [ {"n": 12345678901234567890.10, "s":"a\\"],[{\\\\"} ,[1, 2],\t"\\u00e9" , -0.0 ]\n';
  expect(elementTexts(text)).toEqual([
    '{"n": 12345678901234567890.10, "s":"a\\"],[{\\\\"}',
    '[1, 2]',
    '"\\u00e9"',
    '-0.0',
  ]);
  expect(elementTexts('[]')).toEqual([]);
  expect(elementTexts(' [ ] ')).toEqual([]);
});

test('elementTexts() of any array returns the texts of its elements', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 2), (values, indent) => {
      const parsed = elementTexts(JSON.stringify(values, null, indent)).map((text) => JSON.parse(text));
      expect(parsed).toEqual(JSON.parse(JSON.stringify(values)));
    }),
    { seed: 1 },
  );
});
