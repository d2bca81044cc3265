import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../../define/exact-number.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { canonical } from './canonical.ts';

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'B',
    '',
    'é',
    '"',
    '0',
    '9',
    '10',
    '01',
    '-1',
    '__proto__',
    'constructor',
    'toJSON',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const numberText = fc.constantFrom('0', '-0', '5.0', '1e400', '0.1', '9007199254740993', '100', '-12.50');
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    numberText,
    fc
      .oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.boolean(), fc.constant(null))
      .map((value) => JSON.stringify(value)),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(fc.tuple(name, tie('json')), { maxLength: 6, selector: ([key]) => key })
      .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
  ),
}));

/** Writes each member by itself, in the order of the names. */
function membersSorted(value: unknown): string {
  if (value instanceof ExactNumber) return String(value);
  if (Array.isArray(value)) return `[${value.map(membersSorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${membersSorted(each)}`).join(',')}}`;
}

describe('the canonical JSON of a value', () => {
  it('has sorted members at all levels, with any names, and one text for each value of a number', () => {
    fc.assert(
      fc.property(json, (text) => {
        expect(canonical(parseExact(text))).toBe(membersSorted(parseExact(text)));
      }),
    );
  });

  it('is the same for sorted and unsorted members, and leaves the value as it is', () => {
    const value = { b: [{ d: 1, c: 2 }], a: { f: null, e: 'x' } };
    const before = JSON.stringify(value);
    expect(canonical(value)).toBe('{"a":{"e":"x","f":null},"b":[{"c":2,"d":1}]}');
    expect(canonical({ a: { e: 'x', f: null }, b: [{ c: 2, d: 1 }] })).toBe(canonical(value));
    expect(JSON.stringify(value)).toBe(before);
  });

  it.each([
    ['{"10":1,"9":2}', '{"10":1,"9":2}'],
    ['{"b":1,"a":{"10":1,"9":2}}', '{"a":{"10":1,"9":2},"b":1}'],
    ['{"b":1,"__proto__":{"c":2}}', '{"__proto__":{"c":2},"b":1}'],
    ['{"b":[5.0],"a":9007199254740993}', '{"a":9007199254740993,"b":[5]}'],
    ['[{"b":1,"a":2},7]', '[{"a":2,"b":1},7]'],
  ])('of %s is %s', (text, expected) => {
    expect(canonical(parseExact(text))).toBe(expected);
  });
});
