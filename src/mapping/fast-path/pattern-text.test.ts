import { expect, it } from 'vitest';
import { patternText } from './pattern-text.ts';

/** Values without characters that JSON escapes, except for the last two. */
const VALUES = [
  '',
  'a',
  'b',
  'ab',
  'abab',
  'A',
  '1',
  '12',
  '123',
  'a-b',
  'a.b',
  'axb',
  'x',
  'a b',
  '2024-01-31',
  '/',
  '$',
  '^',
  'a"',
  'a\\',
];

it.each([
  '^a$',
  '^[a-z]+$',
  '^[a-zA-Z0-9_-]*$',
  '^(?:a|b)+$',
  '^(a|ab)*$',
  String.raw`^\d{4}-\d{2}-\d{2}$`,
  '^[0-9]{2,3}$',
  '^[0-9]{2,}$',
  String.raw`^a\.b$`,
  String.raw`^\$?\^?$`,
  String.raw`^[\w.]+$`,
  '^a?-?b?$',
  '^(?:(?:a)|(?:b(?:a|b)*))$',
  String.raw`^[0-9:\|]+$`,
  String.raw`^(?:\||a)$`,
])('a text matches a pattern if and only if its value does: %s', (pattern) => {
  const text = new RegExp(`^${patternText(pattern)}$`);
  for (const value of VALUES)
    expect([value, text.test(JSON.stringify(value))]).toEqual([value, new RegExp(pattern).test(value)]);
});

it.each([
  ['is not anchored', '[a-z]+'],
  ['is anchored at one end', '^[a-z]+'],
  ['is anchored at the other end', '[a-z]+$'],
  ['is anchored on one side each', '^a|b$'],
  ['has an alternative beside a group', '^(?:a)|b$'],
  ['has an alternative beside nested groups', '^((a)(b))|b$'],
  ['matches any character', '^a.b$'],
  ['excludes characters', '^[^x]*$'],
  ['has a range that includes a quote', '^[!-~]*$'],
  ['has a class of blanks', String.raw`^a\sb$`],
  ['has a class of other characters', String.raw`^\D$`],
  ['has a quote', '^a"$'],
  ['has a backslash', String.raw`^\\$`],
  ['looks ahead', '^(?=a)[a-z]*$'],
  ['looks behind', '^(?<=a)b$'],
  ['has a named group', '^(?<x>a)$'],
  ['has an anchor inside', '^(?:^a)$'],
  ['refers to a group', String.raw`^(a)\1$`],
  ['has a character outside of ASCII', '^é$'],
])('a pattern has no text if it %s: %s', (_, pattern) => {
  expect(patternText(pattern)).toBeUndefined();
});

it('a pattern captures nothing, and fails without backtracking', () => {
  const source = patternText('^(a|a|aa)*$')!;
  expect(new RegExp(`^${source}$`).exec('"aaa"')).toHaveLength(1);
  const long = 'a'.repeat(5_000);
  expect(new RegExp(`^${source},$`).test(`"${long}"`)).toBe(false);
});
