/** A JSON Schema; only keywords that determine a type are read. */
type Schema = Readonly<Record<string, unknown>>;

const ANY = ['string', 'number', 'boolean', 'object', 'array', 'null'] as const;
/** Keywords that contain schemas: by name, in a list, or a single one. */
const NAMED = ['properties', 'patternProperties', 'definitions', '$defs'] as const;
const LISTED = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const;
const SINGLE = ['items', 'additionalProperties'] as const;

/**
 * Returns the same schema with a `type` everywhere: the types of all alternatives, the types of constants, and all types where
 * anything is valid. A mapping form reads only `type`.
 */
export function typedSchema(schema: Schema): Schema {
  const inner: Record<string, unknown> = { ...schema };
  for (const name of NAMED) if (isSchema(schema[name])) inner[name] = mapValues(schema[name], typed);
  for (const name of LISTED) if (Array.isArray(schema[name])) inner[name] = schema[name].map(typed);
  for (const name of SINGLE)
    if (name in schema)
      inner[name] = Array.isArray(schema[name]) ? schema[name].map(typed) : typed(schema[name]);
  if (inner.type !== undefined || inner.$ref !== undefined) return inner;
  const types = typesOf(inner);
  return { type: types.length === 1 ? types[0] : types, ...inner };
}

/** A schema may also be true or false; false has no type. */
const typed = (schema: unknown): unknown => (isSchema(schema) ? typedSchema(schema) : schema);

function typesOf(schema: Schema): readonly string[] {
  if ('const' in schema) return [typeOf(schema.const)];
  if (Array.isArray(schema.enum)) return unique(schema.enum.map(typeOf));
  for (const name of ['anyOf', 'oneOf'] as const) {
    const options = schema[name];
    if (Array.isArray(options)) return unique(options.flatMap(saidTypes));
  }
  if (Array.isArray(schema.allOf))
    return schema.allOf.map(saidTypes).reduce((all, some) => all.filter((type) => some.includes(type)));
  if ('properties' in schema) return ['object'];
  if ('items' in schema) return ['array'];
  return ANY;
}

function saidTypes(schema: unknown): readonly string[] {
  const type = isSchema(schema) ? schema.type : undefined;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type : ANY;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Removes repetitions, and `integer` where `number` is allowed. */
function unique(types: readonly string[]): readonly string[] {
  const all = new Set(types);
  if (all.has('number')) all.delete('integer');
  return [...all];
}

function mapValues(object: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
