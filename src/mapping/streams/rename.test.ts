import { describe, expect, it } from 'vitest';
import { flatPath } from './field-path.ts';
import { createRenaming, renamedColumns } from './rename.ts';

const map = (source_field: string, destination_field: string, stream_name?: string) => ({
  source_field,
  destination_field,
  ...(stream_name !== undefined && { stream_name }),
});
const rename = (data: Record<string, unknown>, ...mappings: ReturnType<typeof map>[]) =>
  createRenaming(mappings, 'users')(data);

describe('renaming', () => {
  it('gives a column another name and leaves the others theirs', () => {
    expect(rename({ a: 1, b: 2 }, map('a', 'x'))).toEqual({ x: 1, b: 2 });
  });

  it('returns a record that has none of the columns as it is', () => {
    const data = { a: 1, b: { c: 2 } };
    expect(rename(data)).toBe(data);
    expect(rename(data, map('x', 'y'), map('b.x', 'y'), map('a.b', 'y'), map('x.y.z', 'y'))).toBe(data);
  });

  it('never changes the record it was given', () => {
    const data = { a: { b: { c: 1 } }, d: 2 };
    const before = structuredClone(data);
    rename(data, map('a.b.c', 'x.y'), map('d', 'a.z'));
    expect(data).toEqual(before);
  });

  it('is for one stream where the mapping names one, else for all', () => {
    const data = { a: 1 };
    expect(rename(data, map('a', 'x', 'users'))).toEqual({ x: 1 });
    expect(rename(data, map('a', 'x', 'orders'))).toBe(data);
    expect(rename(data, map('a', 'x', ''))).toEqual({ x: 1 });
  });

  it('takes what is said of one stream before what is said of all, whichever comes first', () => {
    const data = { a: 1, b: 2 };
    expect(rename(data, map('a', 'x'), map('a', 'y', 'users'))).toEqual({ y: 1, b: 2 });
    expect(rename(data, map('b', 'x', 'users'), map('a', 'x'))).toEqual({ a: 1, x: 2 });
    expect(renamedColumns([map('a', 'x'), map('a', 'y', 'users')], 'users', ['a', 'b'])).toEqual(['b', 'y']);
  });

  it('may make several fields of a column, whole or in part', () => {
    expect(rename({ a: 1 }, map('a', 'x'), map('a', 'y'))).toEqual({ x: 1, y: 1 });
    expect(rename({ a: { b: 1 } }, map('a', 'x'), map('a.b', 'y'))).toEqual({ x: { b: 1 }, y: 1 });
  });

  it('reaches into objects and out of them', () => {
    expect(rename({ a: { b: { c: 1, d: 2 } } }, map('a.b.c', 'c'))).toEqual({ a: { b: { d: 2 } }, c: 1 });
    expect(rename({ a: 1 }, map('a', 'x.y.z'))).toEqual({ x: { y: { z: 1 } } });
    expect(rename({ a: 1, x: { k: 2 } }, map('a', 'x.y'))).toEqual({ x: { k: 2, y: 1 } });
    expect(rename({ a: 1, x: 'text' }, map('a', 'x.y'))).toEqual({ x: { y: 1 } });
  });

  it('makes one name of a destination field with an escaped dot or an empty part', () => {
    expect(rename({ a: 1 }, map('a', 'x\\.y'))).toEqual({ 'x.y': 1 });
    expect(rename({ a: 1 }, map('a', 'x\\.y.z'))).toEqual({ 'x.y': { z: 1 } });
    expect(rename({ a: '0042' }, map('a', 'Employee No.'))).toEqual({ 'Employee No.': '0042' });
    expect(renamedColumns([map('a', 'No.'), map('b', 'x\\.y.z')], 'users', ['a'])).toEqual(['No.', 'x.y']);
  });

  it('takes destination fields as written where the object has no objects in it', () => {
    const mappings = [map('a.b', 'x.y'), map('c', 'No.')];
    expect(createRenaming(mappings, 'users', flatPath)({ a: { b: 1 }, c: 2 })).toEqual({
      a: {},
      'x.y': 1,
      'No.': 2,
    });
    expect(renamedColumns(mappings, 'users', ['c'], flatPath)).toEqual(['x.y', 'No.']);
  });

  it('prefers a column whose own name holds the dots', () => {
    expect(rename({ 'a.b': 1, a: { b: 2 } }, map('a.b', 'x'))).toEqual({ a: { b: 2 }, x: 1 });
    expect(rename({ a: { 'b.c': 1, b: { c: 2 } } }, map('a.b.c', 'x'))).toEqual({ a: { b: { c: 2 } }, x: 1 });
  });

  it('lets a renamed column win over one that has the name already', () => {
    expect(rename({ a: 1, x: 2 }, map('a', 'x'))).toEqual({ x: 1 });
  });

  it('takes all columns before it puts any, so two can change places', () => {
    expect(rename({ a: 1, b: 2 }, map('a', 'b'), map('b', 'a'))).toEqual({ a: 2, b: 1 });
  });

  it('carries null, false and empty values, for they are values', () => {
    expect(rename({ a: null, b: false, c: '' }, map('a', 'x'), map('b', 'y'), map('c', 'z'))).toEqual({
      x: null,
      y: false,
      z: '',
    });
  });

  it('is harmless with names that every object has', () => {
    const data = { a: 1 };
    const inherited = ['constructor', '__proto__', 'toString', '__proto__.polluted', 'constructor.prototype'];
    for (const name of inherited) expect(rename(data, map(name, 'x'))).toBe(data);
    for (const name of ['__proto__.polluted', 'constructor.prototype.polluted']) {
      const renamed = rename(data, map('a', name));
      expect(Object.getPrototypeOf(renamed)).toBe(Object.prototype);
      expect(JSON.stringify(renamed)).toContain('"polluted":1');
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const hostile = JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown>;
    expect(rename(hostile, map('__proto__.x', 'y'))).toHaveProperty('y', 1);
  });
});

it('the columns of a stream are called as its records are, what was renamed last', () => {
  const mappings = [
    { source_field: 'b', destination_field: 'B' },
    { source_field: 'c.d', destination_field: 'e.f' },
    { stream_name: 'other', source_field: 'a', destination_field: 'A' },
  ];
  expect(renamedColumns(mappings, 's', ['a', 'b', 'c'])).toEqual(['a', 'c', 'B', 'e']);
});
