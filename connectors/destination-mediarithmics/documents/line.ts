import { isObject } from '@airbyte-ts/cdk';

/** A line of a document before validation: values may have any type. */
export type Line = Record<string, unknown>;

/**
 * Replaces fields of a line, and removes those whose new value is undefined. Returns the same line if nothing changes. Copies the
 * fields that are left, because V8 reads and writes an object several times slower after a field of it was deleted.
 */
export function changed(line: Line, changes: Line): Line {
  const next: Line = {};
  let isSame = true;
  for (const name in line) {
    const value = Object.hasOwn(changes, name) ? changes[name] : line[name];
    if (value !== line[name]) isSame = false;
    if (value !== undefined) put(next, name, value);
  }
  for (const name in changes) {
    if (changes[name] === undefined || Object.hasOwn(line, name)) continue;
    isSame = false;
    next[name] = changes[name];
  }
  return isSame ? line : next;
}

/** Sets a field with any name: a plain assignment to `__proto__` would not add one. */
function put(line: Line, name: string, value: unknown): void {
  if (name !== '__proto__') line[name] = value;
  else Object.defineProperty(line, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Whether a value is absent, null or a blank text, which sources without nulls send. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/**
 * Reduces an object to its keys, in all depths. Keeps lists and nulls, which may have a meaning in an update: lists may be
 * appended to.
 */
export function partsOf(value: unknown): unknown {
  if (!isObject(value)) return Array.isArray(value) || value === null ? value : 0;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, partsOf(value[name])]));
}
