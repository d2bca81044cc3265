import * as crypto from 'node:crypto';
import { ExactNumber } from '../protocol/exact.ts';
import { isObject } from '../protocol/reader.ts';

/** The namespace of the ids this CDK derives. Fixed for ever: another one would give every record another id. */
const NAMESPACE = uuidBytes('7c6f2a0e-4b0b-5d59-9f4e-2d3f6a1c8b57');

/** A uuid of version 5 (RFC 9562): the same parts, the same uuid. Parts are kept apart by a character that no name holds. */
export function stableId(...parts: readonly string[]): string {
  const hash = crypto.createHash('sha1').update(NAMESPACE).update(parts.join('\u0000')).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Columns that the platform adds to a record. They change from one extraction to the next and are never sent. */
export function isPlatformColumn(name: string): boolean {
  return name.charCodeAt(0) === 0x5f && (name.startsWith('_airbyte_') || name.startsWith('_ab_cdc_'));
}

/**
 * What makes a record the same record: the values of its primary key, or all its columns when it has no key or a part
 * of it is missing. The order of columns does not count.
 */
export function identity(
  data: Readonly<Record<string, unknown>>,
  primaryKey: readonly (readonly string[])[],
): string {
  const values = primaryKey.map((path) => valueAt(data, path));
  if (values.length > 0 && values.every((value) => value !== undefined && value !== null))
    return canonical(values);
  return canonical(Object.fromEntries(Object.entries(data).filter(([name]) => !isPlatformColumn(name))));
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    data,
  );
}

/** JSON with the members of every object in the order of their names. */
function canonical(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function uuidBytes(text: string): Buffer {
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}
