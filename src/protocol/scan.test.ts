import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { member, members, skipString } from './scan.ts';
import { anyBlank, anyObjectText, meaning } from './testing/arbitrary-json.ts';

describe('members', () => {
  it('are those that JSON.parse returns, with any blanks in the text', () => {
    fc.assert(
      fc.property(anyBlank, anyObjectText(anyBlank), anyBlank, (before, object, after) => {
        const text = before + object + after;
        const found = members(text);
        const value = JSON.parse(text) as Record<string, unknown>;
        expect(new Set(found.map((each) => each.key))).toEqual(new Set(Object.keys(value)));
        for (const key of Object.keys(value)) {
          const { valueStart, valueEnd } = member(found, key)!;
          expect(meaning(text.slice(valueStart, valueEnd))).toBe(JSON.stringify(value[key]));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('have borders without blanks and are in order', () => {
    fc.assert(
      fc.property(anyObjectText(anyBlank), (text) => {
        let last = 0;
        for (const { key, start, valueStart, valueEnd } of members(text)) {
          expect(start).toBeGreaterThan(last);
          expect(JSON.parse(text.slice(start, skipString(text, start)))).toBe(key);
          const value = text.slice(valueStart, valueEnd);
          expect(value).toBe(value.trim());
          last = valueEnd;
        }
      }),
    );
  });

  it('can be read from a nested object', () => {
    const text = '{"a": {"b" : 1 , "c":[{"b":2}]}}';
    const [a] = members(text);
    expect(
      members(text, a!.valueStart).map((each) => [each.key, text.slice(each.valueStart, each.valueEnd)]),
    ).toEqual([
      ['b', '1'],
      ['c', '[{"b":2}]'],
    ]);
  });

  it('that are repeated are all listed; member() returns the last one', () => {
    const text = '{"a":1,"\\u0061":2,"a":3,"b":4}';
    const found = members(text);
    expect(found.map((each) => each.key)).toEqual(['a', 'a', 'a', 'b']);
    expect(text[member(found, 'a')!.valueStart]).toBe('3');
    expect(member(found, 'c')).toBeUndefined();
  });

  it('of a string full of backslashes are found in linear time', () => {
    const text = `{"a":"${'\\\\'.repeat(1_000_000)}","b":"${'\\"'.repeat(1_000_000)}","c":1}`;
    expect(members(text).map((each) => each.key)).toEqual(['a', 'b', 'c']);
  });

  it('nested 100,000 deep are skipped without recursion', () => {
    const text = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"b":1}`;
    expect(members(text).map((each) => each.key)).toEqual(['a', 'b']);
  });
});
