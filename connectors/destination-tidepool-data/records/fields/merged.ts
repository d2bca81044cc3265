import type { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

export interface Merged {
  readonly properties: Record<string, Schema>;
  readonly required: string[];
}

/** Merges object schemas: all properties in the order of their first appearance; required are those that all schemas require. */
export function merged(objects: readonly Schema[]): Merged {
  const all = new Map<string, Schema[]>();
  for (const { properties } of objects) {
    for (const [name, schema] of Object.entries(properties ?? {}))
      all.set(name, [...(all.get(name) ?? []), schema as Schema]);
  }
  const [first, ...others] = objects.map(({ required }) => required ?? []);
  return {
    properties: Object.fromEntries([...all].map(([name, schemas]) => [name, widest(schemas)])),
    required: (first ?? []).filter((name) => others.every((required) => required.includes(name))),
  };
}

function described(description: string | undefined): Schema {
  return description === undefined ? {} : { description };
}

/** Returns a schema that is valid for a field in all variants. */
function widest(schemas: readonly Schema[]): Schema {
  const distinct = [...new Map(schemas.map((each) => [JSON.stringify(each), each])).values()];
  const [first] = distinct;
  if (distinct.length === 1) return first!;
  const types = new Set(distinct.map(({ type }) => type));
  const { description } = first!;
  if (types.size > 1) return { ...described(description), anyOf: distinct };
  if (first!.type !== 'object') return { ...described(description), type: first!.type! };
  return { ...first, ...merged(distinct) };
}
