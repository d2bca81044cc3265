import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depth } from '../depth.ts';
import { includesPattern } from './includes-pattern.ts';

describe('includesPattern', () => {
  it.each([
    ['^a$', '^$|^a$'],
    ['^(a|b)$', '^(?:c|b|a)$'],
    ['^[a-f]{1,5}$', '^[a-z]{1,9}$'],
    ['^[^/\\n\\r\\u2028\\u2029]+$', '^.*$'],
    ['^\\d+$', '^[0-9a-f]+$'],
    ['^https://\\S+$', '^https?://\\S+$'],
    ['^https://\\S+$', '^(http)?s?|https://'],
    ['^a$', 'a'],
    ['^ab$', '^a'],
    ['^abc$', 'b'],
    ['^a$', '^ab?$'],
    ['^(a[0-9])+$', '^(a[0-9a-f]?)*$'],
    ['^(?!x)a$', '^(?!x)[ab]$'],
    ['a', ''],
    ['', '.*'],
    ['[', '['],
  ])('%j matches no text that %j does not match', (narrow, wide) => {
    expect(includesPattern(wide, narrow)).toBe(true);
  });

  it.each([
    ['^$|^a$', '^a$'],
    ['^[a-z]+$', '^[a-f]+$'],
    ['^[a-z]*$', '^[a-z]+$'],
    ['^a{1,9}$', '^a{1,5}$'],
    ['a', '^a'],
    ['^a', '^a$'],
    ['^ab?$', '^a$'],
    ['^(a|b)$', '^(a)$'],
    ['^.$', '^[^x]$'],
    ['^[^/]+$', '^.*$'],
    ['^a$', '^(?!a)a$'],
    ['^(ab)$', '^(a)$'],
    ['^(.)\\1$', '^(.)\\1+$'],
    ['^a$', '['],
    ['', 'a'],
    ['^\\b$', '^b$'],
  ])('%j may match a text that %j does not match', (narrow, wide) => {
    expect(includesPattern(wide, narrow)).toBe(false);
  });

  it('takes no exponential time for many optional parts', () => {
    const optional = 'a?b?'.repeat(20);
    expect(includesPattern(`^${optional}x$`, `^${optional}y$`)).toBe(false);
  });

  it('is never true for a pattern that does not match a text of the other one', () => {
    const char = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\w', '(a|b)', '(?:ab|a?)');
    const part = fc
      .tuple(char, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}'))
      .map((each) => each.join(''));
    const parts = fc
      .tuple(fc.constantFrom('', '^'), fc.array(part, { maxLength: 3 }), fc.constantFrom('', '$'))
      .map(([start, all, end]) => `${start}${all.join('')}${end}`);
    const pattern = fc.array(parts, { minLength: 1, maxLength: 2 }).map((all) => all.join('|'));
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 5 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(pattern, pattern, texts, (narrow, wide, samples) => {
        if (!includesPattern(wide, narrow)) return;
        for (const text of samples)
          expect(!new RegExp(narrow).test(text) || new RegExp(wide).test(text), text).toBe(true);
      }),
      { numRuns: depth(300, 5_000) },
    );
  });
});
