/** A JSON Schema of an object's fields, as `discover` prints it. */
export interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

type Schema = Readonly<Record<string, unknown>>;

const START = Date.UTC(2026, 0, 31, 8);
const STEP_MS = 5 * 60_000;

/** Makes records that fit a schema, with a value for each required field, or for all fields if none is required. */
export function sampleRecords(schema: ObjectSchema, count = 3): Readonly<Record<string, unknown>>[] {
  const { properties = {}, required = [] } = schema;
  const names = required.length > 0 ? required : Object.keys(properties);
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(names.map((name) => [name, sampleValue(name, asSchema(properties[name]), index)])),
  );
}

function sampleValue(name: string, schema: Schema, index: number): unknown {
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [alternative] = [schema.oneOf, schema.anyOf].flatMap((list) => (Array.isArray(list) ? list : []));
  if (alternative !== undefined) return sampleValue(name, asSchema(alternative), index);
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type;
  const least = typeof schema.minimum === 'number' ? schema.minimum : 1;
  if (type === 'integer' || type === 'number') return least + index;
  if (type === 'boolean') return index === 0;
  if (type === 'array') return [sampleValue(name, asSchema(schema.items), index)];
  if (type === 'object') return sampleRecords(schema, index + 1)[index];
  const time = new Date(START + index * STEP_MS).toISOString();
  if (schema.format === 'date-time') return time.replace('.000', '');
  if (schema.format === 'date') return time.slice(0, 10);
  return `${name} ${index + 1}`;
}

const asSchema = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {};
