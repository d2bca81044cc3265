import { describe, expect, it } from 'vitest';
import { stringifyExact } from '../protocol/exact.ts';
import { parseExact } from '../protocol/parse-exact.ts';
import { mergeChanges } from './merge-changes.ts';

describe('mergeChanges', () => {
  const stored = { url: 'u', login: { id: 'i', token: 'a', nested: { x: 1 } }, list: [{ y: 1 }, { y: 2 }] };

  it('keeps the other members of a nested object, and their order', () => {
    expect(JSON.stringify(mergeChanges(stored, { login: { token: 'b' } }))).toBe(
      '{"url":"u","login":{"id":"i","token":"b","nested":{"x":1}},"list":[{"y":1},{"y":2}]}',
    );
  });

  it('replaces lists and scalars, and adds members', () => {
    expect(mergeChanges(stored, { url: null, list: [{ z: 3 }], login: { nested: 5, more: {} } })).toEqual({
      url: null,
      login: { id: 'i', token: 'a', nested: 5, more: {} },
      list: [{ z: 3 }],
    });
  });

  it.each([{}, { url: 'u' }, { login: { token: 'a' } }, { login: {} }, { list: [{ y: 1 }, { y: 2 }] }])(
    'returns the same object if nothing changes: %j',
    (changes) => {
      expect(mergeChanges(stored, changes)).toBe(stored);
    },
  );

  it('keeps the digits of numbers that do not change in value', () => {
    const exact = parseExact('{"id":9007199254740993,"rate":5.0,"token":"a"}');
    expect(stringifyExact(mergeChanges(exact, { rate: 5, token: 'b' }))).toBe(
      '{"id":9007199254740993,"rate":5.0,"token":"b"}',
    );
    expect(mergeChanges(exact, { rate: 5 })).toBe(exact);
  });

  it('treats the names of members of objects as any other name', () => {
    const merged = mergeChanges(JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"toString":2}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1},"toString":2}');
  });
});
