import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../../define/exact-number.ts';
import { flatPath } from './field-path.ts';
import { createRenaming, type FieldMapping, isMappedTo, renamedColumns } from './rename.ts';

const map = (source_field: string, destination_field: string, stream_name?: string) => ({
  source_field,
  destination_field,
  ...(stream_name !== undefined && { stream_name }),
});
const rename = (data: Record<string, unknown>, ...mappings: ReturnType<typeof map>[]) =>
  createRenaming(mappings, 'users')(data);

describe('renaming', () => {
  it('changes the name of a column and keeps the others', () => {
    expect(rename({ a: 1, b: 2 }, map('a', 'x'))).toEqual({ x: 1, b: 2 });
  });

  it('returns a record without any of the columns as it is', () => {
    const data = { a: 1, b: { c: 2 } };
    expect(rename(data)).toBe(data);
    expect(rename(data, map('x', 'y'), map('b.x', 'y'), map('a.b', 'y'), map('x.y.z', 'y'))).toBe(data);
    const nested = { ab: { abc: 1 } };
    expect(rename(nested, map('abc', 'y'))).toBe(nested);
  });

  it('reports each mapping once, with the first record that has its column', () => {
    const used: FieldMapping[] = [];
    const mappings = [map('a', 'x'), map('b.c', 'y'), map('a', 'z')];
    const renaming = createRenaming(mappings, 'users', undefined, {
      used: (mapping) => used.push(mapping),
    });
    renaming({ d: 1 });
    expect(used).toEqual([]);
    for (let time = 0; time < 2; time++) renaming({ a: time });
    expect(used).toEqual([mappings[0], mappings[2]]);
    for (let time = 0; time < 2; time++) renaming({ a: 1, b: { c: time } });
    expect(used).toEqual([mappings[0], mappings[2], mappings[1]]);
  });

  it('reports once each mapping that replaces the value of another column', () => {
    const replaced: FieldMapping[] = [];
    const mappings = [map('a', 'x'), map('b', 'x'), map('c', 'p.q'), map('d', 'e'), map('e', 'd')];
    const renaming = createRenaming(mappings, 'users', undefined, {
      replaced: (mapping) => replaced.push(mapping),
    });
    renaming({ a: 1, x: null, c: 1, p: { r: 1, q: '' }, d: 1, e: 2 });
    renaming({ b: 1 });
    expect(replaced).toEqual([]);
    for (let time = 0; time < 2; time++) renaming({ a: 1, b: 2, c: 3, p: { q: 4 } });
    expect(replaced).toEqual([mappings[1], mappings[2]]);
    renaming({ a: 1, x: 0 });
    expect(replaced).toEqual([mappings[1], mappings[2], mappings[0]]);
  });

  it('never changes its argument', () => {
    const data = { a: { b: { c: 1 } }, d: 2 };
    const before = structuredClone(data);
    rename(data, map('a.b.c', 'x.y'), map('d', 'a.z'));
    expect(data).toEqual(before);
  });

  it('applies to one stream where the mapping names one, else to all', () => {
    const data = { a: 1 };
    expect(rename(data, map('a', 'x', 'users'))).toEqual({ x: 1 });
    expect(rename(data, map('a', 'x', 'orders'))).toBe(data);
    expect(rename(data, map('a', 'x', ''))).toEqual({ x: 1 });
  });

  it('prefers a mapping of one stream to a mapping of all, in any order', () => {
    const data = { a: 1, b: 2 };
    expect(rename(data, map('a', 'x'), map('a', 'y', 'users'))).toEqual({ y: 1, b: 2 });
    expect(rename(data, map('b', 'x', 'users'), map('a', 'x'))).toEqual({ a: 1, x: 2 });
    expect(renamedColumns([map('a', 'x'), map('a', 'y', 'users')], 'users', ['a', 'b'])).toEqual(['b', 'y']);
  });

  it('can create several fields from a column, whole or in part', () => {
    expect(rename({ a: 1 }, map('a', 'x'), map('a', 'y'))).toEqual({ x: 1, y: 1 });
    expect(rename({ a: { b: 1 } }, map('a', 'x'), map('a.b', 'y'))).toEqual({ x: { b: 1 }, y: 1 });
  });

  it('reaches into objects and out of them', () => {
    expect(rename({ a: { b: { c: 1, d: 2 } } }, map('a.b.c', 'c'))).toEqual({ a: { b: { d: 2 } }, c: 1 });
    expect(rename({ a: 1 }, map('a', 'x.y.z'))).toEqual({ x: { y: { z: 1 } } });
    expect(rename({ a: 1, x: { k: 2 } }, map('a', 'x.y'))).toEqual({ x: { k: 2, y: 1 } });
  });

  it('adds to an object that is JSON text, and to none where the field is blank', () => {
    const into = (x: unknown) => rename({ a: 1, x }, map('a', 'x.y'));
    expect(into('{"k":2}')).toEqual({ x: { k: 2, y: 1 } });
    expect(into(' {"n":9007199254740993}')).toEqual({ x: { n: new ExactNumber('9007199254740993'), y: 1 } });
    for (const blank of [null, '', ' ', undefined]) expect(into(blank)).toEqual({ x: { y: 1 } });
  });

  it.each(['text', '[1]', '{"k":', 7, false, [1]])('rejects the record if the field has %j', (x) => {
    expect(() => rename({ a: 1, x }, map('a', 'x.y.z'))).toThrow(
      expect.objectContaining({
        kind: 'reject',
        message: 'x is not an object, but Field Mappings (field_mappings) set x.y.z in it',
      }),
    );
    expect(() => rename({ a: 1, w: { x } }, map('a', 'w.x.y'))).toThrow(
      'w.x is not an object, but Field Mappings (field_mappings) set w.x.y in it',
    );
  });

  it('maps an object before the fields inside it', () => {
    const [inner, outer] = [map('id', 'x.id'), map('o', 'x')];
    for (const mappings of [[inner, outer] as const, [outer, inner] as const])
      expect(rename({ id: 1, o: { k: 2 } }, ...mappings)).toEqual({ x: { k: 2, id: 1 } });
  });

  it('makes one name of a destination field with an escaped dot or an empty part', () => {
    expect(rename({ a: 1 }, map('a', 'x\\.y'))).toEqual({ 'x.y': 1 });
    expect(rename({ a: 1 }, map('a', 'x\\.y.z'))).toEqual({ 'x.y': { z: 1 } });
    expect(rename({ a: '0042' }, map('a', 'Employee No.'))).toEqual({ 'Employee No.': '0042' });
    expect(renamedColumns([map('a', 'No.'), map('b', 'x\\.y.z')], 'users', ['a'])).toEqual(['No.', 'x.y']);
  });

  it('uses destination fields as names where the operation has flat objects', () => {
    const mappings = [map('a.b', 'x.y'), map('c', 'No.')];
    expect(createRenaming(mappings, 'users', flatPath)({ a: { b: 1 }, c: 2 })).toEqual({
      a: {},
      'x.y': 1,
      'No.': 2,
    });
    expect(renamedColumns(mappings, 'users', ['c'], flatPath)).toEqual(['x.y', 'No.']);
  });

  it('reads `\\.` in a source field as a dot in a name', () => {
    const data = { 'No. of seats': 4, 'x.y': { z: 1, w: 2 }, o: { 'p.q': 3 } };
    expect(
      rename(
        data,
        map('No\\. of seats', 'seats'),
        map('x\\.y.z', 'z'),
        map('o.p\\.q', 'q'),
        map('a\\.b', 'y'),
      ),
    ).toEqual({ seats: 4, 'x.y': { w: 2 }, z: 1, o: {}, q: 3 });
    expect(renamedColumns([map('No\\. of seats', 'seats')], 'users', ['No. of seats'])).toEqual(['seats']);
  });

  it('prefers a column whose name contains the dots', () => {
    expect(rename({ 'a.b': 1, a: { b: 2 } }, map('a.b', 'x'))).toEqual({ a: { b: 2 }, x: 1 });
    expect(rename({ a: { 'b.c': 1, b: { c: 2 } } }, map('a.b.c', 'x'))).toEqual({ a: { b: { c: 2 } }, x: 1 });
  });

  it('lets a renamed column replace one that has the name already', () => {
    expect(rename({ a: 1, x: 2 }, map('a', 'x'))).toEqual({ x: 1 });
  });

  it('reads all columns before it writes any, so that two can be swapped', () => {
    expect(rename({ a: 1, b: 2 }, map('a', 'b'), map('b', 'a'))).toEqual({ a: 2, b: 1 });
  });

  it('keeps null, false and empty values, because they are values', () => {
    expect(rename({ a: null, b: false, c: '' }, map('a', 'x'), map('b', 'y'), map('c', 'z'))).toEqual({
      x: null,
      y: false,
      z: '',
    });
  });

  it('handles names that are members of every object', () => {
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

it('a field is mapped where a mapping of the stream, or of all streams, creates it', () => {
  const mappings = [map('a', 'x'), map('b', 'y', 'users'), map('c', 'z', 'orders')];
  expect(['x', 'y', 'z', 'a'].map((field) => isMappedTo(mappings, 'users', field))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('renames the columns of a stream like those of its records, renamed ones last', () => {
  const mappings = [
    { source_field: 'b', destination_field: 'B' },
    { source_field: 'c.d', destination_field: 'e.f' },
    { stream_name: 'other', source_field: 'a', destination_field: 'A' },
  ];
  expect(renamedColumns(mappings, 's', ['a', 'b', 'c'])).toEqual(['a', 'c', 'B', 'e']);
});
