import type { z } from 'zod';
import { jsonSchemaOf } from '../../json-schema-of.ts';
import { withPlainNumbers } from '../../protocol/exact.ts';

/** The parts of JSON Schema that zod writes for fields. */
export interface FieldSchema {
  /** Type of the value, or several. */
  readonly type?: string | readonly string[];
  /** Format of a text, such as `date-time`. */
  readonly format?: string;
  /** Alternatives of which at least one is valid. */
  readonly anyOf?: readonly FieldSchema[];
  /** Alternatives of which exactly one is valid. */
  readonly oneOf?: readonly FieldSchema[];
  /** Schemas that are all valid. */
  readonly allOf?: readonly FieldSchema[];
  /** Schemas of the members of an object, by name. */
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  /** Names of the members that have to be present. */
  readonly required?: readonly string[];
  /** Schema of the items of a list. */
  readonly items?: FieldSchema;
  /** Schema of members that `properties` does not list; false if there may be none. */
  readonly additionalProperties?: FieldSchema | boolean;
  /** A schema that must not be valid. */
  readonly not?: FieldSchema;
  /** The valid values. */
  readonly enum?: readonly unknown[];
  /** The only valid value. */
  readonly const?: unknown;
  /** Regular expression that a text has to match. */
  readonly pattern?: string;
}

/** Returns the schema as JSON Schema, as used by discover, coercion and the compiled check. */
export function fieldSchema(fields: z.ZodType): FieldSchema {
  return jsonSchemaOf(fields) as FieldSchema;
}

/** Returns whether a schema accepts null, at any depth of its alternatives. */
export function isNullable(schema: FieldSchema): boolean {
  const { type, enum: values, allOf } = schema;
  const choices = schema.anyOf ?? schema.oneOf;
  if (type !== undefined && ![type].flat().includes('null')) return false;
  if (values && !values.includes(null)) return false;
  if ('const' in schema && schema.const !== null) return false;
  return (choices?.some(isNullable) ?? true) && (allOf?.every(isNullable) ?? true);
}

/** Returns whether a value is valid for a field, without reasons. */
export function fitsField(field: z.ZodType, value: unknown): boolean {
  const result = field._zod.run({ value: withPlainNumbers(value), issues: [] }, { async: false });
  return !(result instanceof Promise) && result.issues.length === 0;
}

export function fieldOf({ properties = {} }: FieldSchema, name: string): FieldSchema | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Returns the schema of a column: that of its field, or of additional columns. */
export function columnOf(schema: FieldSchema, name: string): FieldSchema {
  const { additionalProperties: others } = schema;
  return fieldOf(schema, name) ?? (typeof others === 'object' ? others : {});
}

/** Rejects null and empty texts, for fields with a default and for keys. */
export const EMPTY_VALUES: FieldSchema = { enum: ['', null] };
export const nonEmpty = (schema: FieldSchema): FieldSchema => ({ ...schema, not: EMPTY_VALUES });

/** Returns whether a field takes texts and nothing else, apart from null. */
export function isText(field: FieldSchema = {}): boolean {
  const types = (field.anyOf ?? [field]).flatMap(({ type }) => type ?? 'any');
  return types.every((type) => type === 'string' || type === 'null');
}
