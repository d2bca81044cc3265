import { isObject } from '@airbyte-ts/cdk';

/** A line of a document before validation: values may have any type. */
export type Line = Record<string, unknown>;

/** Replaces fields of a line, and removes those whose new value is undefined. Returns the same line if nothing changes. */
export function changed(line: Line, changes: Line): Line {
  const names = Object.keys(changes);
  if (names.every((name) => changes[name] === line[name])) return line;
  const next = { ...line, ...changes };
  for (const name of names) if (changes[name] === undefined) delete next[name];
  return next;
}

/** Whether a value is absent, null or a blank text, which sources without nulls send. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Reduces an object to its keys, in all depths. Keeps lists and nulls, which may have a meaning in an update: lists may be appended to. */
export function partsOf(value: unknown): unknown {
  if (!isObject(value)) return Array.isArray(value) || value === null ? value : 0;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, partsOf(value[name])]));
}
