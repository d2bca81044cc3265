import { z } from 'zod';

/** The part of JSON Schema that zod writes and that says what type a field wants. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly anyOf?: readonly FieldSchema[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema;
  readonly additionalProperties?: FieldSchema | boolean;
  readonly not?: FieldSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
}

/** Several parts ask for the same one, and writing it takes longer than anything else in the start of a sync. */
const written = new WeakMap<z.ZodType, FieldSchema>();

/** The fields as JSON Schema: what discover shows, what decides about coercion, and what the quick check compiles. */
export function fieldSchema(fields: z.ZodType): FieldSchema {
  let schema = written.get(fields);
  if (!schema) {
    schema = z.toJSONSchema(fields, {
      io: 'input',
      unrepresentable: 'any',
      target: 'draft-7',
    }) as FieldSchema;
    written.set(fields, schema);
  }
  return schema;
}

export function isNullable(schema: FieldSchema): boolean {
  if (schema.anyOf) return schema.anyOf.some((each) => each.type === 'null');
  const { type } = schema;
  return type === undefined || type === 'null' || (Array.isArray(type) && type.includes('null'));
}

export function fieldOf({ properties = {} }: FieldSchema, name: string): FieldSchema | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Neither empty nor null: what is neither filled in nor no key. */
export const FILLED: FieldSchema = { enum: ['', null] };
export const filled = (schema: FieldSchema): FieldSchema => ({ ...schema, not: FILLED });
