import { defaultOption, discriminatorOf, isFilledIn, isObject, propertiesOf } from './defaults.ts';
import type { JsonSchema } from './specification.ts';

/** A configuration with its defaults, and the schema that is left of its own once every choice was made. */
export interface Prepared {
  readonly value: unknown;
  readonly schema: JsonSchema;
}

/**
 * Makes the choices that a configuration states (or leaves to their defaults) and fills in what it leaves out, on
 * every level. Null, and an empty text, are what a form sends for a field that was cleared: both count as left out.
 * Nothing that was filled in is changed, and unknown properties stay. The given value is not touched.
 */
export function prepare(schema: JsonSchema, value: unknown): Prepared {
  if (schema.oneOf) return prepareChoice(schema, value);
  if (schema.properties && isObject(value)) return prepareObject(schema, value);
  if (schema.items && Array.isArray(value)) {
    const { items } = schema;
    const prepared = value.map((item) => prepare(items, item));
    // One schema for each item, because each may have chosen differently.
    return {
      value: prepared.map((item) => item.value),
      schema: { ...schema, items: prepared.map((item) => item.schema) as unknown as JsonSchema },
    };
  }
  return { value, schema };
}

function prepareObject(schema: JsonSchema, value: Readonly<Record<string, unknown>>): Prepared {
  const filled: Record<string, unknown> = { ...value };
  const properties: Record<string, JsonSchema> = {};
  for (const [name, field] of propertiesOf(schema)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const required = schema.required?.includes(name) ?? false;
    const prepared = prepare(field, isAbsent(given, field) ? fallback(field, required) : given);
    properties[name] = prepared.schema;
    if (prepared.value === undefined) delete filled[name];
    else filled[name] = prepared.value;
  }
  return { value: filled, schema: { ...schema, properties } };
}

function prepareChoice(schema: JsonSchema, value: unknown): Prepared {
  const { oneOf, ...parent } = schema;
  const name = discriminatorOf(schema);
  if (!isObject(value) || !oneOf || name === undefined) return { value, schema: parent };
  const given = Object.hasOwn(value, name) ? value[name] : undefined;
  const option = isAbsent(given, { type: 'string' })
    ? defaultOption(schema)
    : oneOf.find((each) => each.properties?.[name]?.const === given);
  if (option) return prepareObject({ ...option, title: schema.title }, value);
  const selector = oneOf[0]?.properties?.[name];
  const known = oneOf.map((each) => each.properties?.[name]?.const);
  const open: JsonSchema = { title: selector?.title, enum: known };
  return { value, schema: { ...parent, properties: { [name]: open } } };
}

const isAbsent = (given: unknown, field: JsonSchema): boolean =>
  given === undefined ||
  given === null ||
  (given === '' && (field.type === 'string' || typeof field.const === 'string'));

/** What a property that was left out becomes; undefined where only the user can say. */
function fallback(field: JsonSchema, required: boolean): unknown {
  if (field.default !== undefined && !field.oneOf) return structuredClone(field.default);
  if (field.const !== undefined) return field.const;
  if (field.oneOf) return required || !isFilledIn(field) ? undefined : {};
  return field.type === 'object' && isFilledIn(field) ? {} : undefined;
}
