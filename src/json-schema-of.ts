import { z } from 'zod';

/** Cached: several parts of the CDK need the same one, and generating it is the slowest step of the start of a sync. */
const known = new WeakMap<z.ZodType, z.core.JSONSchema.BaseSchema>();

/** Returns a schema as JSON Schema (draft 7) of its input. Parts that JSON Schema does not have allow any value. */
export function jsonSchemaOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  let found = known.get(schema);
  if (!found) {
    found = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' });
    known.set(schema, found);
  }
  return found;
}
