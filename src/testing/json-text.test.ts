import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, containsMember, memberOf, parseJsonText, withoutMember } from './json-text.ts';

const same = (a: string, b: string, sameValue = false): boolean =>
  canonical(parseJsonText(a), sameValue) === canonical(parseJsonText(b), sameValue);

describe('JSON text', () => {
  test('parses any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(canonical(parseJsonText(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('has the same canonical form with any white space, escapes and order of keys', () => {
    expect(same('{"a": "\\u00e9", "b":[1 ,2]}', '{"b":[1,2],"a":"é"}')).toBe(true);
  });

  test('has another canonical form if a digit, a repeated key, an item or a lone surrogate differs', () => {
    expect(same('9007199254740993', '9007199254740992')).toBe(false);
    expect(same('1.10', '1.1')).toBe(false);
    expect(same('{"a":1,"a":2}', '{"a":2}')).toBe(false);
    expect(same('[1,2]', '[2,1]')).toBe(false);
    expect(same('"\\ud800"', '"\ufffd"')).toBe(false);
  });

  test('can ignore the notation of numbers with the same value', () => {
    for (const [a, b] of [
      ['1.10', '1.1'],
      ['7E+3', '7000'],
      ['1e-2', '0.010'],
      ['0.0', '0e5'],
    ] as const)
      expect(same(a, b, true)).toBe(true);
    for (const [a, b] of [
      ['1', '10'],
      ['-1', '1'],
      ['9007199254740993', '9007199254740992'],
    ] as const)
      expect(same(a, b, true)).toBe(false);
  });

  test('finds members by name and value, at any depth', () => {
    const text = parseJsonText('{"a":[{"deep":{"x":1}}],"deep":false}');
    expect(containsMember(text, 'deep', '{"x":1.0}')).toBe(true);
    expect(containsMember(text, 'deep', 'true')).toBe(false);
    expect(memberOf(text, 'deep')).toEqual({ kind: 'word', text: 'false' });
    expect(canonical(withoutMember(text, 'a'))).toBe('{"deep":false}');
  });

  test('finds a value that arrived as a text, with all digits, and no other text', () => {
    const text = parseJsonText('{"n":"9007199254740993","k":"7000","t":"a","d":"x"}');
    expect(containsMember(text, 'n', '9007199254740993', 'text')).toBe(true);
    expect(containsMember(text, 'n', '9007199254740992', 'text')).toBe(false);
    expect(containsMember(text, 'n', '9007199254740993')).toBe(false);
    expect(containsMember(text, 'k', '7E+3', 'text')).toBe(true);
    expect(containsMember(text, 't', '"a"', 'text')).toBe(true);
    expect(containsMember(text, 'd', 'true', 'text')).toBe(false);
  });

  test('is rejected if it is not JSON', () => {
    for (const text of ['', '{', '[1,]', '{"a":1}{', 'NaN', "'a'", '01'])
      expect(() => parseJsonText(text)).toThrow(SyntaxError);
  });
});
