import { ConnectorError } from '#cdk';

/**
 * A record without nulls and without lists and objects that hold nothing: the service refuses empty ones and reads null as absent.
 * The very same record if there are none. Throws a `reject` error for a number that the service can't read: it would refuse all that
 * travels with it as malformed, and not say why.
 */
export function pruned(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (without(record) ?? {}) as Readonly<Record<string, unknown>>;
}

/** Undefined when nothing is left. */
function without(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value === 'number') return readable(value, value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const kept = value.map(without);
    if (kept.every((each, index) => each === value[index])) return value.length > 0 ? value : undefined;
    const left = kept.filter((each) => each !== undefined);
    return left.length > 0 ? left : undefined;
  }
  // An exact number, whose digits JavaScript can't carry, is a value and no container.
  if (Object.getPrototypeOf(value) !== Object.prototype) return readable(value, Number(value));
  let changed: Record<string, unknown> | undefined;
  const own = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(own)) {
    const kept = without(own[name]);
    if (kept === own[name]) continue;
    changed ??= { ...own };
    if (kept === undefined) delete changed[name];
    else changed[name] = kept;
  }
  const result = changed ?? own;
  return Object.keys(result).length > 0 ? result : undefined;
}

/** Go reads numbers into 64 bits and takes a larger one for an error of the JSON (encoding/json). */
function readable(value: unknown, number: number): unknown {
  if (Number.isFinite(number)) return value;
  throw new ConnectorError(
    'reject',
    'The record holds a number that is too large for any computer, such as 1e400.',
    {
      code: 'ERR_NUMBER_TOO_LARGE',
    },
  );
}
