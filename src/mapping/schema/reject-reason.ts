import type { z } from 'zod';
import { decapitalised } from '../../text/decapitalised.ts';
import type { FieldSchema } from './field-schema.ts';
import { invalidTimeReason } from './times.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Returns why a record is invalid: the first problem, by the path of the field and the rule, never the value. Keys that the
 * schema does not declare, in an object with entries of any name, are content like values and are replaced by `[]`.
 */
export function rejectReasonsFor(schema: () => FieldSchema): (error: z.ZodError, row: Data) => string {
  let names: ReadonlySet<string> | undefined;
  return (error, row) => {
    const issue = error.issues[0];
    if (!issue) return 'the record does not fit';
    names ??= new Set(namesIn(schema()));
    const path = issue.path.map((part) => (typeof part === 'string' && names!.has(part) ? part : '[]'));
    const field = path.join('.') || 'the record';
    const value = valueAt(row, issue.path);
    if (issue.code === 'invalid_type' && value === undefined) return `${field} is missing`;
    if (issue.code === 'unrecognized_keys') return `${field} has keys that are not fields`;
    // The reason of an invalid time is more specific than its pattern.
    const fault =
      schemaAt(schema(), issue.path)?.format === 'date-time' ? invalidTimeReason(value) : undefined;
    return `${field} ${fault ?? decapitalised(issue.message)}`;
  };
}

/** Declared names of fields on every level. */
function* namesIn(schema: FieldSchema): Iterable<string> {
  const { properties = {}, items, anyOf = [], additionalProperties } = schema;
  yield* Object.keys(properties);
  const inner = [...Object.values(properties), ...anyOf, items, additionalProperties];
  for (const each of inner) if (typeof each === 'object') yield* namesIn(each);
}

const valueAt = (row: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined | null)?.[part],
    row,
  );

/** Returns the schema of the field at a path; undefined if there are several. */
function schemaAt(schema: FieldSchema, path: readonly PropertyKey[]): FieldSchema | undefined {
  let at: FieldSchema | undefined = schema;
  for (const part of path) {
    const { properties = {}, items, additionalProperties }: FieldSchema = at ?? {};
    const other = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    const named = Object.hasOwn(properties, part) ? properties[String(part)] : other;
    at = besideNull(typeof part === 'number' ? items : named);
  }
  return at;
}

/** Returns the schema without the alternative null. */
function besideNull(schema: FieldSchema | undefined): FieldSchema | undefined {
  if (!schema?.anyOf) return schema;
  const all = schema.anyOf.filter(({ type }) => type !== 'null');
  return all.length === 1 ? all[0] : undefined;
}
