import { hash } from 'node:crypto';
import { isObject } from '../../json.ts';
import { mayHoldExact } from '../../protocol/exact-search.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { canonical } from './canonical.ts';

/** Namespace of derived ids. It must never change: another one would give every record another id. */
const NAMESPACE = '7c6f2a0e-4b0b-5d59-9f4e-2d3f6a1c8b57';

/** Buffer for the namespace and a name; a longer name gets its own buffer. */
const scratch = Buffer.alloc(4096);
const NAME_AT = scratch.write(NAMESPACE.replaceAll('-', ''), 'hex');
/** Subarrays of the scratch buffer by length, created on first use: creating one costs a fifth of a hash. */
const beginnings: Buffer[] = [];

/** Text of an id, whose hyphens stay. A text of concatenated parts would make JSON.stringify take twice as long. */
const uuid = Buffer.alloc(36, '-');
/** Index in that text of each digit. */
const PLACES = Array.from({ length: 36 }, (_, at) => at).filter((at) => ![8, 13, 18, 23].includes(at));
const VERSION_AT = 14;
const VARIANT_AT = 19;
const FIVE = 0x35;
const NINE = 0x39;
/** Variant digits by the two low bits. */
const VARIANTS = Buffer.from('89ab');

/**
 * Returns a UUID of version 5 (RFC 9562) in lower case: equal parts give an equal UUID, in every version of the CDK. Parts are
 * joined with U+0000.
 *
 * @example
 * stableId('session', userId); // the same id in every sync
 */
export function stableId(...parts: readonly string[]): string {
  const name = parts.length === 2 ? `${parts[0]}\u0000${parts[1]}` : parts.join('\u0000');
  const hex = hash('sha1', named(name), 'hex');
  for (let at = 0; at < PLACES.length; at++) uuid[PLACES[at]!] = hex.charCodeAt(at);
  const code = uuid[VARIANT_AT]!;
  uuid[VARIANT_AT] = VARIANTS[(code > NINE ? code + 1 : code) & 0x3]!;
  uuid[VERSION_AT] = FIVE;
  return uuid.toString('latin1');
}

/** Returns the bytes to hash. */
function named(name: string): Buffer {
  if (name.length * 3 > scratch.length - NAME_AT)
    return Buffer.concat([scratch.subarray(0, NAME_AT), Buffer.from(name)]);
  const length = NAME_AT + scratch.write(name, NAME_AT);
  beginnings[length] ??= scratch.subarray(0, length);
  return beginnings[length];
}

/** Columns that the platform adds to a record. They change with each extraction and are never sent. */
export function isPlatformColumn(name: string): boolean {
  return name.charCodeAt(0) === 0x5f && (name.startsWith('_airbyte_') || name.startsWith('_ab_cdc_'));
}

const DELETED_AT = '_ab_cdc_deleted_at';

/** Returns whether a column marks a record as deleted by a CDC source. It has no value in all other records. */
export const isDeletionMark = (name: string): boolean => name === DELETED_AT;

/**
 * Returns whether a CDC source marks a record as deleted: `_ab_cdc_deleted_at` has a value. Null, a blank text (null in a CSV
 * file) and false are none, because nothing may be deleted by mistake. For operations with `acceptsDeletes: 'rows'`, in
 * `schemaFor` and `serialize`.
 *
 * @example
 * serialize: (row, { record }) =>
 *   stringifyExact(isMarkedDeleted(record) ? { op: 'delete', id: row.id } : { op: 'upsert', ...row })
 */
export function isMarkedDeleted(record: Readonly<Record<string, unknown>>): boolean {
  const mark = record[DELETED_AT];
  if (typeof mark === 'string') return mark.trim() !== '';
  return mark !== undefined && mark !== null && mark !== false;
}

/**
 * Returns the text that identifies a record: the values of its primary key, or all its columns when it has no key or a part
 * of it is missing. The order of columns has no effect.
 */
export function recordIdentity(
  data: Readonly<Record<string, unknown>>,
  primaryKey: readonly (readonly string[])[],
): string {
  const values = primaryKey.map((path) => valueAt(data, path));
  if (values.length > 0 && values.every((value) => value !== undefined && value !== null))
    return canonical(values);
  const own = Object.keys(data).some(isPlatformColumn)
    ? Object.fromEntries(Object.entries(data).filter(([name]) => !isPlatformColumn(name)))
    : data;
  return canonical(own);
}

/** Returns the value at a path in a record; undefined if the path does not exist. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    data,
  );
}

/**
 * Returns the JSON of a scalar or a list in the form that ids use: unchanged where JavaScript writes its numbers the same way.
 */
export function identityText(json: string): string {
  const last = json.charCodeAt(json.length - 1);
  const mayDiffer =
    last === ZERO ? json.includes('.') || json === '-0' : last === BRACKET && mayHoldExact(json);
  return mayDiffer ? canonical(parseExact(json)) : json;
}

const ZERO = 0x30;
const BRACKET = 0x5d;
