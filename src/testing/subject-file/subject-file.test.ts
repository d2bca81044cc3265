import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describedObject } from './objects.ts';
import { readSubjectFile } from './read.ts';
import { fillIn } from './template.ts';

function file(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'subject-')), 'acceptance-subject.yml');
  writeFileSync(path, content);
  return path;
}

test('fillIn() replaces a placeholder inside a text by text, and a placeholder alone by the value', () => {
  const template = { id: 'p-{i}-{i}', age: '{i}', tags: ['{i}', { deep: 'x{i}' }], n: 1, no: null };
  expect(fillIn(template, 'i', 3)).toEqual({
    id: 'p-3-3',
    age: 3,
    tags: [3, { deep: 'x3' }],
    n: 1,
    no: null,
  });
});

test('describedObject() derives all other members from a name and a template', () => {
  const object = describedObject({ name: 'person', record: { id: 'p{i}', age: '{i}', tall: true } }, [
    'append',
  ]);
  expect(object).toMatchObject({
    name: 'person',
    modes: ['append'],
    primaryKey: [['id']],
    properties: {
      id: { type: ['null', 'string'] },
      age: { type: ['null', 'integer'] },
      tall: { type: ['null', 'boolean'] },
    },
  });
  expect(object.record(2)).toEqual({ key: 'p2', data: { id: 'p2', age: 2, tall: true } });
  expect([object.stream, object.invalid, object.withoutKey]).toEqual([undefined, undefined, undefined]);
});

test('describedObject() accepts templates of invalid and keyless records, and a key in another column', () => {
  const object = describedObject(
    { name: 'p', record: { a: 'a{i}', n: '{i}' }, key: 'n', invalid: { a: '' }, without_key: { b: '{i}' } },
    [],
  );
  expect([object.record(4).key, object.invalid?.(1), object.withoutKey?.(2)]).toEqual([
    '4',
    { a: '' },
    { b: 2 },
  ]);
});

test('readSubjectFile() reports unknown members', async () => {
  const path = file('objects: [{name: x, recrd: {}}]');
  await expect(readSubjectFile(path)).rejects.toThrow(
    /acceptance-subject\.yml does not describe a subject\.[\s\S]*recrd/,
  );
});

test('readSubjectFile() accepts an empty file', async () => {
  expect(await readSubjectFile(file('# later\n'))).toEqual({});
});
