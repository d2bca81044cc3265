import { ExactNumber } from '../../define/exact-number.ts';
import { isObject } from '../../json.ts';
import { stringifyExact } from '../../protocol/exact.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Returns JSON with sorted members, and one text for each value of a number: a source that begins to write 5.0 for 5 must not
 * give its records other ids.
 */
export function canonical(value: unknown): string {
  const sorted = withSortedMembers(value);
  return sorted === UNSORTABLE ? written(value) : JSON.stringify(sorted);
}

/** A value that JSON.stringify would write in another way, or in another order. */
const UNSORTABLE = Symbol('unsortable');

/** Returns a value with sorted members at all levels, the same one if they are; UNSORTABLE if that is not possible. */
function withSortedMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ExactNumber) return UNSORTABLE;
  return Array.isArray(value) ? sortedItems(value) : sortedMembers(value as Data);
}

function sortedItems(list: readonly unknown[]): unknown {
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const sorted = withSortedMembers(list[at]);
    if (sorted === UNSORTABLE) return UNSORTABLE;
    if (sorted === list[at]) continue;
    copy ??= list.slice();
    copy[at] = sorted;
  }
  return copy ?? list;
}

function sortedMembers(value: Data): unknown {
  const { names, isSorted, isSortable } = orderOf(Object.keys(value));
  if (!isSortable) return UNSORTABLE;
  let copy: Record<string, unknown> | undefined = isSorted ? undefined : {};
  for (const name of names) {
    const member = value[name];
    const sorted = withSortedMembers(member);
    if (sorted === UNSORTABLE) return UNSORTABLE;
    if (sorted !== member) copy ??= { ...value };
    if (copy) copy[name] = sorted;
  }
  return copy ?? value;
}

/** Writes any value, which takes twice as long. */
function written(value: unknown): string {
  if (typeof value === 'string') return stringifyExact(value);
  if (value instanceof ExactNumber) return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = orderOf(Object.keys(value)).names.map(
    (name) => `${JSON.stringify(name)}:${written(value[name])}`,
  );
  return `{${members.join(',')}}`;
}

/** Members of an object, sorted by name. */
interface MemberOrder {
  /** Names in the object's order. */
  readonly keys: readonly string[];
  readonly names: readonly string[];
  readonly isSorted: boolean;
  /**
   * Whether an object can have its members in this order: JavaScript has names that are integers first, and `__proto__` sets the
   * prototype.
   */
  readonly isSortable: boolean;
}

/** Orders that were used last: objects of a stream have few sets of keys, and sorting them costs more than a hash. */
const orders: MemberOrder[] = [];
const MOST_ORDERS = 8;

function orderOf(keys: readonly string[]): MemberOrder {
  for (const order of orders) if (isEqual(order.keys, keys)) return order;
  const names = keys.toSorted();
  const isSortable = !names.some((name) => name === '__proto__' || /^\d+$/.test(name));
  const order = { keys, names, isSorted: isEqual(keys, names), isSortable };
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
