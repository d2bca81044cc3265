import { expect, test } from 'vitest';
import { validateData } from '../../validation.ts';
import type { Fields } from '../place.ts';

const TIME = '2024-03-01T08:00:00Z';

/** Returns the service's problems of one record: `code /pointer` for each error, none if it is accepted. */
export function judge(record: unknown): string[] {
  const result = validateData([record], { uploadId: 'set' }, () => 'new');
  if (result.ok) return [];
  return result.errors.map(({ code, source }) => `${code} ${source.pointer.replace(/^\/0/, '')}`.trimEnd());
}

/** Returns a record as stored, without members that were added by default. */
export function stored(record: Fields): readonly Fields[] {
  const result = validateData([{ time: TIME, ...record }], { uploadId: 'set' }, () => 'new');
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.data.map(({ time: _, id: __, uploadId: ___, ...rest }) => rest);
}

/** Changes to a record (an undefined member is removed), and the service's problems of the result. */
export type Case = readonly [changes: Fields, ...errors: string[]];

/** Cases of one member, with which the paths of their errors begin. */
export const about =
  (member: string) =>
  (value: unknown, ...errors: string[]): Case => [
    { [member]: value },
    ...errors.map((error) => error.replace(/ |$/, ` /${member}`)),
  ];

/** Parameters of a range besides its path and its ends: neighbouring members, and the smallest step beyond it. */
export interface BordersOptions {
  readonly beside?: Fields;
  readonly step?: number;
}

/** Cases of both ends of a range: the ends are valid, the next step is not. A path is `/distance/value`. */
export function borders(path: string, least: number, max: number, options: BordersOptions = {}): Case[] {
  const { beside = {}, step = 0.001 } = options;
  const names = path.slice(1).split('/');
  const put = (value: number): Fields => {
    const inner: Fields = { ...beside, [names.at(-1)!]: value };
    return names.slice(0, -1).reduceRight<Fields>((nested, name) => ({ [name]: nested }), inner);
  };
  const error = `value-out-of-range ${path}`;
  return [[put(least)], [put(least - step), error], [put(max)], [put(max + step), error]];
}

/** The same for whole numbers. */
export const integerBorders = (path: string, least: number, max: number, beside: Fields = {}): Case[] =>
  borders(path, least, max, { beside, step: 1 });

/** One test for each case; the record without changes must be valid. */
export function cases(what: string, record: Fields, table: readonly Case[]): void {
  const whole = { time: TIME, ...record };
  test(`${what} is accepted`, () => expect(judge(whole)).toEqual([]));
  test.each(
    table.map(
      ([changes, ...errors]) => [brief(changes), errors.join(', ') || 'taken', changes, errors] as const,
    ),
  )(`${what} with %s: %s`, (_changes, _errors, changes, errors) => {
    expect(judge({ ...whole, ...changes })).toEqual(errors);
  });
}

const brief = (changes: Fields) =>
  JSON.stringify(changes, (_key, value) => (value === undefined ? 'left out' : value)).slice(0, 120);

export const letters = (count: number) => 'x'.repeat(count);
export const many = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => one(i));
