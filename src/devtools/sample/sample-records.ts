import { sampleText } from '../../testing/sample-text.ts';

/** A JSON Schema of an object's fields, as `discover` prints it. */
export interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

type Schema = Readonly<Record<string, unknown>>;

/**
 * Makes records for a schema, with a value for each required field, or for all fields if none is required. A field for which no
 * value could be made is absent: `sampleFaults` names it.
 */
export function sampleRecords(schema: ObjectSchema, count = 3): Readonly<Record<string, unknown>>[] {
  const { properties = {}, required = [] } = schema;
  const names = required.length > 0 ? required : Object.keys(properties);
  return Array.from({ length: count }, (_, index) => {
    const values = names.map((name) => [name, sampleValue(name, asSchema(properties[name]), index)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  });
}

function sampleValue(name: string, schema: Schema, index: number): unknown {
  if ('const' in schema) return schema.const;
  // Those that the author gives, with `.meta({ examples: [ … ] })`, say more than any that could be made.
  const { examples } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[index % examples.length];
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const alternatives = [schema.oneOf, schema.anyOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const alternative = alternatives.find((each) => asSchema(each).type !== 'null');
  if (alternative !== undefined) return sampleValue(name, asSchema(alternative), index);
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type;
  if (type === 'integer' || type === 'number') return sampleNumber(schema, index);
  if (type === 'boolean') return index === 0;
  if (type === 'array') return sampleList(name, schema, index);
  if (type === 'object') return sampleRecords(schema, index + 1)[index];
  return sampleText(schema, index, `${name} ${index + 1}`);
}

function sampleNumber(schema: Schema, index: number): number {
  const limit = (name: string, otherwise: number): number =>
    typeof schema[name] === 'number' ? schema[name] : otherwise;
  const step = limit('multipleOf', 1);
  const least = Math.max(limit('minimum', -Infinity), limit('exclusiveMinimum', -Infinity) + step);
  const most = Math.min(limit('maximum', Infinity), limit('exclusiveMaximum', Infinity) - step);
  const value = step * (Math.max(1, Math.ceil(least / step)) + index);
  return value > most ? Math.floor(most / step) * step : value;
}

function sampleList(name: string, schema: Schema, index: number): unknown[] {
  const length = Math.max(1, typeof schema.minItems === 'number' ? schema.minItems : 1);
  return Array.from({ length }, (_, item) => sampleValue(name, asSchema(schema.items), index + item));
}

const asSchema = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {};
