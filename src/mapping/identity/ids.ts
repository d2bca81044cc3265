import { hash } from 'node:crypto';
import { isObject } from '../../json.ts';
import { ExactNumber, stringifyExact } from '../../protocol/exact.ts';
import { mayHoldExact } from '../../protocol/exact-search.ts';
import { parseExact } from '../../protocol/parse-exact.ts';

/** The namespace of the ids this CDK derives. Fixed for ever: another one would give every record another id. */
const NAMESPACE = '7c6f2a0e-4b0b-5d59-9f4e-2d3f6a1c8b57';

/** Where the namespace and a name are put together; a longer name has a buffer of its own. */
const scratch = Buffer.alloc(4096);
const NAME_AT = scratch.write(NAMESPACE.replaceAll('-', ''), 'hex');
/** The beginnings of the scratch by their lengths, made when they are first needed: making one costs a fifth of a hash. */
const beginnings: Buffer[] = [];

const NINE = 0x39;
/** By the two low bits of a digit. */
const VARIANTS = '89ab';

/**
 * Returns a UUID of version 5 (RFC 9562) in lower case: equal parts give an equal UUID, in every version of the CDK. Parts are joined
 * with U+0000.
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

/** The bytes that are hashed. */
function named(name: string): Buffer {
  if (name.length * 3 > scratch.length - NAME_AT)
    return Buffer.concat([scratch.subarray(0, NAME_AT), Buffer.from(name)]);
  const length = NAME_AT + scratch.write(name, NAME_AT);
  beginnings[length] ??= scratch.subarray(0, length);
  return beginnings[length];
}

/** Columns that the platform adds to a record. They change from one extraction to the next and are never sent. */
export function isPlatformColumn(name: string): boolean {
  return name.charCodeAt(0) === 0x5f && (name.startsWith('_airbyte_') || name.startsWith('_ab_cdc_'));
}

const DELETED_AT = '_ab_cdc_deleted_at';

/** Whether a column is the one that says when a CDC source deleted a record. It is null in all others. */
export const isDeletionMark = (name: string): boolean => name === DELETED_AT;

/**
 * Returns whether a CDC source marks a record as deleted (`_ab_cdc_deleted_at`). For operations with `acceptsDeletes: 'rows'`,
 * in `schemaFor` and `serialize`.
 *
 * @example
 * serialize: (row, { record }) => stringifyExact(isMarkedDeleted(record) ? { op: 'delete', id: row.id } : { op: 'upsert', ...row })
 */
export const isMarkedDeleted = (record: Readonly<Record<string, unknown>>): boolean =>
  (record[DELETED_AT] ?? null) !== null;

/**
 * What makes a record the same record: the values of its primary key, or all its columns when it has no key or a part
 * of it is missing. The order of columns does not count.
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

/** The value at a path into a record; undefined where it leads nowhere. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    data,
  );
}

/** The JSON of a scalar or a list as ids are made of it: the very same text where JavaScript writes its numbers so. */
export function identityText(json: string): string {
  const last = json.charCodeAt(json.length - 1);
  const mayDiffer =
    last === ZERO ? json.includes('.') || json === '-0' : last === BRACKET && mayHoldExact(json);
  return mayDiffer ? canonical(parseExact(json)) : json;
}

const ZERO = 0x30;
const BRACKET = 0x5d;

/**
 * JSON with the members of every object in the order of their names, and one text for each value of a number: a source that
 * begins to write 5.0 for 5 must not give its records other ids.
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

/** The members of an object in the order of their names. */
interface MemberOrder {
  /** As the object has them. */
  readonly keys: readonly string[];
  readonly names: readonly string[];
  /** What stands before the value of each in the text. */
  readonly starts: readonly string[];
}

/** The orders that were used last, since objects of a stream have few sets of keys, and to sort them costs more than a hash. */
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

/** An object of more members, such as a map with an entry for each person, is not remembered. */
const MOST_NAMES = 100;

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
