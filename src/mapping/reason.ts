import type { z } from 'zod';
import type { FieldSchema } from './schema.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Says why a record does not fit: the first thing that is wrong, by the path of the field and the rule, never the value. Keys that the
 * schema does not name, of an object that has entries by any name, are somebody's data like values and stand there as `[]`.
 */
export function reasons(schema: () => FieldSchema): (error: z.ZodError, row: Data) => string {
  let names: ReadonlySet<string> | undefined;
  return (error, row) => {
    const issue = error.issues[0];
    if (!issue) return 'the record does not fit';
    names ??= new Set(namesIn(schema()));
    const path = issue.path.map((part) => (typeof part === 'string' && names!.has(part) ? part : '[]'));
    const field = path.join('.') || 'the record';
    if (issue.code === 'invalid_type' && missing(row, issue.path)) return `${field} is missing`;
    if (issue.code === 'unrecognized_keys') return `${field} has keys that are no fields`;
    return `${field} ${decapitalised(issue.message)}`;
  };
}

/** The names of fields on every level. */
function* namesIn(schema: FieldSchema): Iterable<string> {
  const { properties = {}, items, anyOf = [], additionalProperties } = schema;
  yield* Object.keys(properties);
  const inner = [...Object.values(properties), ...anyOf, items, additionalProperties];
  for (const each of inner) if (typeof each === 'object') yield* namesIn(each);
}

function missing(row: unknown, path: readonly PropertyKey[]): boolean {
  return (
    path.reduce<unknown>(
      (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
      row,
    ) === undefined
  );
}

export function decapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
