import { describe, expect, it } from 'vitest';
import { fieldPath, flatPath, hasEmptyPart } from './field-path.ts';

describe('a destination field', () => {
  it.each([
    ['text', ['text']],
    ['a.b.c', ['a', 'b', 'c']],
    ['properties.No\\. of seats', ['properties', 'No. of seats']],
    ['a\\.b', ['a.b']],
    ['a\\b', ['a\\b']],
    ['a\\.b.c\\.d', ['a.b', 'c.d']],
    ['No\\.', ['No.']],
  ])('reaches into objects by its dots, but for those with a backslash: %s', (field, path) => {
    expect(fieldPath(field)).toEqual(path);
  });

  it.each([
    ['Employee No.', ['Employee No.']],
    ['.hidden', ['.hidden']],
    ['a..b', ['a..b']],
    ['.', ['.']],
    ['a\\.b.', ['a.b.']],
  ])('with an empty part is one name: %s', (field, path) => {
    expect(fieldPath(field)).toEqual(path);
    expect(hasEmptyPart(field)).toBe(true);
  });

  it('of an operation with flat objects is the name as written', () => {
    for (const name of ['Employee No.', 'a.b', '.', 'a\\.b']) expect(flatPath(name)).toEqual([name]);
  });
});

it('a field whose dots are all between two names, or escaped, has no empty part', () => {
  for (const field of ['a', 'a.b', 'No\\.', 'a\\.b.c']) expect(hasEmptyPart(field)).toBe(false);
});
