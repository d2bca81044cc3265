import { isObject } from '#cdk';

/** A line of a document while it is made: values may still be of any type. */
export type Line = Record<string, unknown>;

/** The line with some fields replaced, and without those that are replaced by undefined. The very same line if none differs. */
export function changed(line: Line, changes: Line): Line {
  const names = Object.keys(changes);
  if (names.every((name) => changes[name] === line[name])) return line;
  const next = { ...line, ...changes };
  for (const name of names) if (changes[name] === undefined) delete next[name];
  return next;
}

/** Whether there is nothing: sources without nulls send empty texts. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Its keys without their values, but with what may mean something of its own: lists that may be added to, and nothing. */
export function partsOf(value: unknown): unknown {
  if (!isObject(value)) return Array.isArray(value) || value === null ? value : 0;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, partsOf(value[name])]));
}
