import type { z } from 'zod';
import { intoOf } from '../define/field-names.ts';
import type { AnyOperation } from '../define/operation.ts';
import type { RecordContext } from '../define/stream.ts';
import { isObject } from '../json.ts';
import { isPlatformColumn } from './identity/ids.ts';
import { blankIsAbsent, isBlank, NOT_BLANK } from './schema/blank.ts';
import { type Coerce, coercionFor } from './schema/coerce.ts';
import { fieldSchema, fitsField, isNullable } from './schema/field-schema.ts';

type Data = Readonly<Record<string, unknown>>;
type Draft = Record<string, unknown>;

interface Field {
  readonly coerce: Coerce;
  /** Whether null is a value of this field; otherwise it counts as absent. */
  readonly nullable: boolean;
  readonly isAbsent: (value: unknown) => boolean;
  readonly hasDefault: boolean;
}

/**
 * Gives a record the shape of an operation's schema: coerces values, fills in defaults, drops, keeps or collects other columns,
 * and removes the platform's columns. Returns the same object when nothing changed, so that its text can be sent unchanged.
 */
export type Shaper = (data: Data, context: RecordContext) => Data;

export function createShaper(operation: AnyOperation): Shaper {
  const { schema: schemas } = operation;
  const schema = fieldSchema(schemas);
  const { defaults = {} } = operation;
  const fields = new Map<string, Field>(
    Object.entries(schema.properties ?? {}).map(([name, each]) => [
      name,
      {
        coerce: keepingWhatFits(coercionFor(each), schemas.shape[name]!),
        nullable: isNullable(each),
        isAbsent: blankIsAbsent(each),
        hasDefault: Object.hasOwn(defaults, name),
      },
    ]),
  );
  for (const name of operation.mappedOnly ?? []) fields.delete(name);
  const fill = Object.entries(defaults) as [string, (row: Draft, context: RecordContext) => unknown][];
  /** A blank in a field with a default counts as absent where blanks are not allowed. */
  const solid = new Set(
    fill.flatMap(([name]) => (schema.properties?.[name]?.pattern === NOT_BLANK ? [name] : [])),
  );
  /** Whether a field with a default has no value. */
  const isLacking = (value: unknown, name: string): boolean =>
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'string' && isBlank(value) && solid.has(name));
  const others = operation.unmappedColumns ?? 'drop';
  const bag = intoOf(others);

  const fits = (data: Data, names: readonly string[]): boolean => {
    if (others !== 'keep' && names.length > fields.size) return false;
    for (const name of names) {
      const field = fields.get(name);
      if (!field) {
        if (others !== 'keep' || isPlatformColumn(name)) return false;
        continue;
      }
      const value = data[name];
      if (value === null ? !field.nullable : field.isAbsent(value) || field.coerce(value) !== value)
        return false;
    }
    for (const [name] of fill) if (isLacking(ownValue(data, name), name)) return false;
    return true;
  };

  const reshape = (data: Data, names: readonly string[], context: RecordContext): Data => {
    const row: Draft = {};
    let rest: Draft | undefined;
    for (const name of names) {
      const value = data[name];
      const field = fields.get(name);
      if (field) {
        // Filled in below: the functions of other defaults must not see it before.
        if (field.hasDefault && isLacking(value, name)) continue;
        if (value === null ? field.nullable : !field.isAbsent(value)) row[name] = field.coerce(value);
      } else if (others !== 'drop' && !isPlatformColumn(name)) {
        if (bag === undefined) put(row, name, value);
        else {
          rest ??= {};
          put(rest, name, value);
        }
      }
    }
    if (bag !== undefined && rest) collect(row, bag, rest);
    for (const [name, make] of fill) {
      if (!isLacking(ownValue(row, name), name)) continue;
      const value = make(row, context);
      if (value === undefined) delete row[name];
      else row[name] = value;
    }
    return row;
  };

  return (data, context) => {
    const names = Object.keys(data);
    return fits(data, names) ? data : reshape(data, names, context);
  };
}

/**
 * A value that is valid for its field stays unchanged, as in a record that is passed on as text. A value of another type can't be
 * valid, so the check is called for the rest only.
 */
function keepingWhatFits(coerce: Coerce, field: z.ZodType): Coerce {
  return (value) => {
    const coerced = coerce(value);
    if (coerced === value || typeof coerced !== typeof value || hasFewer(coerced, value)) return coerced;
    return fitsField(field, value) ? value : coerced;
  };
}

/** Whether a list lost its blank texts, which fit the field but are no values. */
const hasFewer = (coerced: unknown, value: unknown): boolean =>
  Array.isArray(coerced) && Array.isArray(value) && coerced.length < value.length;

/** Adds the other columns to the record's own entries in the bag, which take precedence. */
function collect(row: Draft, bag: string, rest: Draft): void {
  const own = row[bag];
  if (own === undefined || own === null) row[bag] = rest;
  else if (isObject(own)) {
    for (const name of Object.keys(own)) put(rest, name, own[name]);
    row[bag] = rest;
  }
}

/** Sets a member of any name: an assignment to `__proto__` would set the prototype. */
function put(object: Draft, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

const ownValue = (row: Data, name: string): unknown => (Object.hasOwn(row, name) ? row[name] : undefined);
