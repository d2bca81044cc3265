import { ConnectorError } from '#cdk';

/**
 * A record without nulls and without lists and objects that hold nothing: the service refuses empty ones and reads null as absent.
 * The very same record if there are none. Throws a `reject` error for a number that the service can't read: it would refuse all that
 * travels with it as malformed, and not say why.
 */
export function pruned(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (without(record) ?? {}) as Readonly<Record<string, unknown>>;
}

/** Objects whose members have names that people gave: an empty list there is a schedule without entries, and is taken. */
const SCHEDULES: ReadonlySet<string> = new Set([
  'basalSchedules',
  'bgTargets',
  'carbRatios',
  'insulinSensitivities',
]);

/** Undefined when nothing is left. `within` is the name of the field that holds the value, or for whatever is in a payload, that. */
function without(value: unknown, within?: string): unknown {
  if (value === null) return undefined;
  if (typeof value === 'number') return readable(value, value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    // A list that the service does not look into is data: what stands behind a null would move.
    if (within === 'payload' && value.length > 0) return whole(value);
    if (isSchedules(within) && value.length === 0) return value;
    const kept = value.map((each) => without(each));
    if (kept.every((each, index) => each === value[index])) return value.length > 0 ? value : undefined;
    const left = kept.filter((each) => each !== undefined);
    return left.length > 0 ? left : undefined;
  }
  // An exact number, whose digits JavaScript can't carry, is a value and no container.
  if (Object.getPrototypeOf(value) !== Object.prototype) return readable(value, Number(value));
  let changed: Record<string, unknown> | undefined;
  const own = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(own)) {
    const kept = without(own[name], within === 'payload' || isSchedules(within) ? within : name);
    if (kept === own[name]) continue;
    changed ??= { ...own };
    if (kept === undefined) delete changed[name];
    else changed[name] = kept;
  }
  const result = changed ?? own;
  return Object.keys(result).length > 0 ? result : undefined;
}

const isSchedules = (name: string | undefined): boolean => name !== undefined && SCHEDULES.has(name);

/** A value as it is, all of whose numbers can be read. */
function whole(value: unknown): unknown {
  if (typeof value === 'number') return readable(value, value);
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype)
    return readable(value, Number(value));
  for (const each of Object.values(value)) whole(each);
  return value;
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
