import { reject } from '@airbyte-ts/cdk';

/**
 * Removes nulls, empty lists and empty objects from a record: the service rejects empty ones and treats null as absent. Returns
 * the same record if there are none. Throws a `reject` error for a number that the service can't parse: it would reject the whole
 * request as malformed, without a reason.
 */
export function pruned(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return (without(record) ?? {}) as Readonly<Record<string, unknown>>;
}

/**
 * Objects whose members have user-defined names. An empty list in them is a schedule without entries, which the service accepts.
 */
const SCHEDULES: ReadonlySet<string> = new Set([
  'basalSchedules',
  'bgTargets',
  'carbRatios',
  'insulinSensitivities',
]);

/**
 * Prunes a value; undefined if it is empty. `within` is the name of the field with the value; in a payload or schedules, the name
 * of those.
 */
function without(value: unknown, within?: string): unknown {
  if (value === null) return undefined;
  if (typeof value === 'number') return readable(value, value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    // The service does not interpret lists of a payload. Removing a null would shift the items after it.
    if (within === 'payload' && value.length > 0) return whole(value);
    if (isSchedules(within) && value.length === 0) return value;
    const kept = value.map((each) => without(each));
    if (kept.every((each, index) => each === value[index])) return value.length > 0 ? value : undefined;
    const left = kept.filter((each) => each !== undefined);
    return left.length > 0 ? left : undefined;
  }
  // An exact number is an object but not a container.
  if (Object.getPrototypeOf(value) !== Object.prototype) return readable(value, Number(value));
  let changed: Record<string, unknown> | undefined;
  const own = value as Readonly<Record<string, unknown>>;
  const isFree = within === 'payload' || isSchedules(within);
  let isEmpty = true;
  for (const name in own) {
    const member = own[name];
    // Most members are these, which are never empty.
    const isScalar = typeof member === 'string' || typeof member === 'boolean' || Number.isFinite(member);
    const kept = isScalar ? member : without(member, isFree ? within : name);
    if (kept !== undefined) isEmpty = false;
    if (kept === member) continue;
    changed ??= { ...own };
    if (kept === undefined) delete changed[name];
    else changed[name] = kept;
  }
  return isEmpty ? undefined : (changed ?? own);
}

const isSchedules = (name: string | undefined): boolean => name !== undefined && SCHEDULES.has(name);

/** Returns a value unchanged, after verifying that all of its numbers are in range. */
function whole(value: unknown): unknown {
  if (typeof value === 'number') return readable(value, value);
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype)
    return readable(value, Number(value));
  for (const each of Object.values(value)) whole(each);
  return value;
}

/**
 * Verifies the range of a number: Go (encoding/json) parses numbers as 64-bit floats, and treats larger ones as malformed JSON.
 */
function readable(value: unknown, number: number): unknown {
  if (Number.isFinite(number)) return value;
  throw reject('the record contains a number outside the range of a 64-bit float, such as 1e400');
}
