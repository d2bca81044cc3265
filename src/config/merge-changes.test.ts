import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../define/specification.ts';
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

  describe('for a choice', () => {
    const option = (kind: string, ...names: string[]): JsonSchema => ({
      properties: { kind: { const: kind }, ...Object.fromEntries(names.map((name) => [name, {}])) },
    });
    const login = {
      properties: { user: {} },
      oneOf: [option('key', 'key', 'note'), option('oauth', 'token', 'note')],
    };
    const schema: JsonSchema = { properties: { login, list: {} } };
    const keyed = { login: { kind: 'key', key: 'k', note: 'n', user: 'u', odd: 1 }, list: [1] };

    it('removes the members that only other options have if the option changes, and keeps all others', () => {
      const changes = { login: { kind: 'oauth', token: 't' } };
      expect(mergeChanges(keyed, changes, schema)).toEqual({
        login: { kind: 'oauth', note: 'n', user: 'u', odd: 1, token: 't' },
        list: [1],
      });
    });

    it('removes them also if no option was stored', () => {
      const unchosen = { login: { key: 'k', token: 's' } };
      expect(mergeChanges(unchosen, { login: { kind: 'oauth', token: 't' } }, schema)).toEqual({
        login: { kind: 'oauth', token: 't' },
      });
    });

    it.each([{ kind: 'key', key: 'l' }, { key: 'l' }])(
      'keeps all members if the option stays: %j',
      (change) => {
        const both = { login: { kind: 'key', key: 'k', token: 'kept by the form' } };
        expect(mergeChanges(both, { login: change }, schema)).toEqual({ login: { ...both.login, key: 'l' } });
      },
    );

    it('replaces a member of the new option that the former option has too, with its secrets', () => {
      const either = { oneOf: [option('a', 'proxy'), option('b', 'proxy')] };
      const stored = { kind: 'a', proxy: { host: 'x', password: 'old' } };
      const changes = { kind: 'b', proxy: { host: 'y' } };
      expect(mergeChanges(stored, changes, either)).toEqual(changes);
    });

    it('removes them in a choice within an option', () => {
      const inner = { oneOf: [option('a', 'x'), option('b', 'y')] };
      const outer = { oneOf: [{ properties: { kind: { const: 'deep' }, inner } }] };
      const stored = { kind: 'deep', inner: { kind: 'a', x: 1 } };
      expect(mergeChanges(stored, { inner: { kind: 'b', y: 2 } }, outer)).toEqual({
        kind: 'deep',
        inner: { kind: 'b', y: 2 },
      });
    });
  });

  it('treats the names of members of objects as any other name', () => {
    const merged = mergeChanges(JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"toString":2}'));
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1},"toString":2}');
  });
});
