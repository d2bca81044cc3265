import { isObject } from '../json.ts';
import { stringifyByValue } from '../protocol/exact.ts';

/**
 * Returns a JSON value with changes: objects are merged by member, all other values are replaced. Members that do not change
 * keep their text. Returns the same value if nothing changes.
 *
 * @example
 * mergeChanges({ login: { user: 'u', token: 'a' } }, { login: { token: 'b' } }); // { login: { user: 'u', token: 'b' } }
 */
export function mergeChanges(stored: unknown, changes: unknown): unknown {
  if (!isObject(stored) || !isObject(changes)) return isSame(stored, changes) ? stored : changes;
  const changed = Object.entries(changes).flatMap(([name, change]) => {
    if (!Object.hasOwn(stored, name)) return [[name, change] as const];
    const merged = mergeChanges(stored[name], change);
    return merged === stored[name] ? [] : [[name, merged] as const];
  });
  return changed.length === 0 ? stored : { ...stored, ...Object.fromEntries(changed) };
}

const isSame = (one: unknown, other: unknown): boolean => stringifyByValue(one) === stringifyByValue(other);
