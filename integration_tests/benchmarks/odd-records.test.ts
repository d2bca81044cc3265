import { expect, it } from 'vitest';
import { mulberry32 } from '../../src/emulator/mulberry32.ts';
import { ODD_RECORDS } from './odd-records.ts';
import type { Data } from './subject.ts';

const records = (title: string): Data[] => {
  const random = mulberry32(1);
  const make = ODD_RECORDS.find((kind) => kind.title === title)!.of((index) => ({ index }));
  return Array.from({ length: 200 }, (_, index) => make(index, random) as Data);
};

it('odd records keep the members of the plain record', () => {
  for (const { title } of ODD_RECORDS)
    expect(records(title).map(({ index }) => index)).toEqual(Array.from({ length: 200 }, (_, at) => at));
});

it.each([
  ['10 more columns', 11],
  ['100 more columns', 101],
  ['1,000 more columns', 1_001],
])('records with %s have that many members more', (title, count) => {
  expect(new Set(records(title).map((record) => Object.keys(record).length))).toEqual(new Set([count]));
});

it('records of 50 layouts have 50 sets of members', () => {
  expect(new Set(records('50 layouts').map((record) => Object.keys(record).join())).size).toBe(50);
});

it('values with escapes have characters that JSON escapes', () => {
  const texts = records('values with escapes').map((record) => JSON.stringify(record));
  expect(texts.every((text) => text.includes('\\'))).toBe(true);
});
