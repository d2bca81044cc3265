import type { JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';
import { stringifyByValue } from '../protocol/exact.ts';
import { discriminatorOf } from './json-schema.ts';

/**
 * Returns a JSON value with changes: objects are merged by member, all other values are replaced. Members that do not change
 * keep their text. Returns the same value if nothing changes.
 *
 * If the changes choose another option of a choice (`oneOf`), the members that only other options have are removed: the platform
 * would keep the secrets of the former option, and an option may not allow them.
 *
 * @example
 * mergeChanges({ login: { user: 'u', token: 'a' } }, { login: { token: 'b' } }); // { login: { user: 'u', token: 'b' } }
 */
export function mergeChanges(stored: unknown, changes: unknown, schema: JsonSchema = {}): unknown {
  if (!isObject(stored) || !isObject(changes)) return isSame(stored, changes) ? stored : changes;
  const { option, isNew } = choose(schema, stored, changes);
  const changed = Object.entries(changes).flatMap(([name, change]) => {
    if (!Object.hasOwn(stored, name)) return [[name, change] as const];
    const member = memberOf(option, name);
    // A member of the new option has nothing in common with one of the same name in the former option.
    const merged =
      isNew && member ? change : mergeChanges(stored[name], change, member ?? memberOf(schema, name));
    return merged === stored[name] ? [] : [[name, merged] as const];
  });
  if (changed.length === 0) return stored;
  const kept = isNew ? withoutOtherOptions(stored, schema, option) : stored;
  return { ...kept, ...Object.fromEntries(changed) };
}

/** Finds the option of a choice that is chosen after the changes. `isNew`: they choose another one than was stored. */
function choose(
  schema: JsonSchema,
  stored: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): { readonly option: JsonSchema | undefined; readonly isNew: boolean } {
  const name = discriminatorOf(schema);
  if (name === undefined) return { option: undefined, isNew: false };
  const chosen = changes[name] ?? stored[name];
  const option = schema.oneOf?.find((each) => memberOf(each, name)?.const === chosen);
  return { option, isNew: option !== undefined && chosen !== stored[name] };
}

function withoutOtherOptions(
  stored: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  option: JsonSchema | undefined,
): Readonly<Record<string, unknown>> {
  const isOfOthers = (name: string): boolean =>
    !memberOf(option, name) &&
    !memberOf(schema, name) &&
    (schema.oneOf ?? []).some((each) => memberOf(each, name));
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !isOfOthers(name)));
}

const memberOf = ({ properties = {} }: JsonSchema = {}, name: string): JsonSchema | undefined =>
  Object.hasOwn(properties, name) ? properties[name] : undefined;

const isSame = (one: unknown, other: unknown): boolean => stringifyByValue(one) === stringifyByValue(other);
