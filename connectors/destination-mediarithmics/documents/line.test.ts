import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changed } from './line.ts';

const name = fc.constantFrom('a', 'b', 'c', '1', '__proto__');

it('a changed line has its own fields in their order, then the added ones, and none without a value', () => {
  const changes = fc.dictionary(
    fc.constantFrom('a', 'b', '1', 'd', 'e'),
    fc.option(fc.nat(3), { nil: undefined }),
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.nat(3)), changes, (fields, replaced) => {
      const line = JSON.parse(JSON.stringify(fields)) as Record<string, unknown>;
      const expected = { ...line, ...replaced };
      for (const each of Object.keys(replaced)) if (replaced[each] === undefined) delete expected[each];
      expect(JSON.stringify(changed(line, replaced))).toBe(JSON.stringify(expected));
    }),
  );
});

it('a line without a change is returned as the same object', () => {
  const line = { a: 1, b: 'x' };
  expect(changed(line, { a: 1, c: undefined })).toBe(line);
});
