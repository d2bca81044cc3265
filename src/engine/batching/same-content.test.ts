import { expect, it } from 'vitest';
import { isSameContent } from './same-content.ts';

it.each([
  ['{"id":"a","n":1}', '{"id":"a","n":1}'],
  ['{"id":"a","n":1}', '{"n":1,"id":"a"}'],
  ['{"id":"a","in":{"x":1,"y":[{"p":1,"q":2}]}}', '{"in":{"y":[{"q":2,"p":1}],"x":1},"id":"a"}'],
  ['a,b', 'a,b'],
])('isSameContent() is true for %s and %s', (one, other) => {
  expect(isSameContent(one, other)).toBe(true);
});

it.each([
  ['{"id":"a","n":1}', '{"id":"a","n":2}'],
  ['{"id":"a","n":[1,2]}', '{"id":"a","n":[2,1]}'],
  ['{"id":9007199254740992}', '{"id":9007199254740993}'],
  ['{"id":"a","_airbyte_n":1}', '{"_airbyte_n":2,"id":"a"}'],
  ['{"n":1}', '{"n":"1"}'],
  ['a,b', 'b,a'],
  ['[1,2]', '[2,1]'],
])('isSameContent() is false for %s and %s', (one, other) => {
  expect(isSameContent(one, other)).toBe(false);
});
