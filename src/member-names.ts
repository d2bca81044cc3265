import type { z } from 'zod';
import { jsonSchemaOf } from './json-schema-of.ts';

/** The part of JSON Schema that has schemas in it. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly items?: Schema | readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

const known = new WeakMap<z.ZodType, ReadonlySet<string>>();

/**
 * The names of members that a schema declares, on every level. Any other name in a value is content: a map may have an entry for
 * each person.
 */
export function memberNames(schema: z.ZodType): ReadonlySet<string> {
  let names = known.get(schema);
  if (!names) {
    const found = new Set<string>();
    collect(jsonSchemaOf(schema) as Schema, found);
    names = found;
    known.set(schema, names);
  }
  return names;
}

function collect(schema: Schema, into: Set<string>): void {
  const { properties = {}, definitions = {}, items, additionalProperties } = schema;
  for (const name of Object.keys(properties)) into.add(name);
  const inner = [
    ...Object.values(properties),
    ...Object.values(definitions),
    ...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((each) => each ?? []),
    ...(items ? [items].flat() : []),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ];
  for (const each of inner) collect(each as Schema, into);
}
