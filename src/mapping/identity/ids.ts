import { hash } from 'node:crypto';
import { ExactNumber } from '../../define/exact-number.ts';
import { isObject } from '../../json.ts';
import { stringifyExact } from '../../protocol/exact.ts';
import { mayHoldExact } from '../../protocol/exact-search.ts';
import { parseExact } from '../../protocol/parse-exact.ts';

/** Namespace of derived ids. It must never change: another one would give every record another id. */
const NAMESPACE = '7c6f2a0e-4b0b-5d59-9f4e-2d3f6a1c8b57';

/** Buffer for the namespace and a name; a longer name gets its own buffer. */
const scratch = Buffer.alloc(4096);
const NAME_AT = scratch.write(NAMESPACE.replaceAll('-', ''), 'hex');
/** Subarrays of the scratch buffer by length, created on first use: creating one costs a fifth of a hash. */
const beginnings: Buffer[] = [];

const NINE = 0x39;
/** Variant digits by the two low bits. */
const VARIANTS = '89ab';

/**
 * Returns a UUID of version 5 (RFC 9562) in lower case: equal parts give an equal UUID, in every version of the CDK. Parts are
 * joined with U+0000.
 *
 * @example
 * stableId('session', userId); // the same id in every sync
 */
export function stableId(...parts: readonly string[]): string {
  const hex = hash(
    'sha1',
    named(parts.length === 2 ? `${parts[0]}\u0000${parts[1]}` : parts.join('\u0000')),
    'hex',
  );
  const code = hex.charCodeAt(16);
  const variant = VARIANTS[(code > NINE ? code + 1 : code) & 0x3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
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

/** Tells whether a column marks a record as deleted by a CDC source. It has no value in all other records. */
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

/**
 * Returns JSON with sorted members, and one text for each value of a number: a source that begins to write 5.0 for 5 must not
 * give its records other ids.
 */
function canonical(value: unknown): string {
  if (typeof value === 'string') return stringifyExact(value);
  if (value instanceof ExactNumber) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const { names, starts } = orderOf(Object.keys(value));
  let text = '';
  for (let at = 0; at < names.length; at++) text += starts[at]! + canonical(value[names[at]!]);
  return text === '' ? '{}' : `${text}}`;
}

/** Members of an object, sorted by name. */
interface MemberOrder {
  /** Names in the object's order. */
  readonly keys: readonly string[];
  readonly names: readonly string[];
  /** Text before each value. */
  readonly starts: readonly string[];
}

/** Orders that were used last: objects of a stream have few sets of keys, and sorting them costs more than a hash. */
const orders: MemberOrder[] = [];
const MOST_ORDERS = 8;

function orderOf(keys: readonly string[]): MemberOrder {
  for (const order of orders) if (isEqual(order.keys, keys)) return order;
  const names = keys.toSorted();
  const starts = names.map((name, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const order = { keys, names, starts };
  if (keys.length > MOST_NAMES) return order;
  orders.unshift(order);
  if (orders.length > MOST_ORDERS) orders.pop();
  return order;
}

/** The order of an object with more members, such as a map with an entry for each person, is not cached. */
const MOST_NAMES = 100;

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
