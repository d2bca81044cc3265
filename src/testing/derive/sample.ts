import { isObject } from '../../json.ts';
import { sampleText } from '../sample-text.ts';
import type { SampleRecord } from '../subject.ts';

/** Returns a value that fits a column's JSON Schema; different for every `i` if the type has enough values. */
export function sampleValue(schema: unknown, i: number): unknown {
  if (!isObject(schema)) return `value ${i}`;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[i % schema.enum.length];
  const choices = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(choices))
    return sampleValue(
      choices.find(({ type }) => type !== 'null'),
      i,
    );
  switch ([schema.type].flat().find((type) => type !== 'null')) {
    case 'integer':
      return clamp(i, schema);
    case 'number':
      return clamp(i + 0.5, schema);
    case 'boolean':
      return i % 2 === 0;
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 1) }, (_, n) => sampleValue(schema.items, i + n));
    case 'object':
      return sampleData(schema, namesIn(schema.properties), i);
    default:
      return sampleText(schema, i, `acceptance-${i}`) ?? exampleOf(schema, i) ?? `acceptance-${i}`;
  }
}

/** Returns a record for an object of `discover`: its required properties and the keys only. */
export function sampleRecord(
  schema: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  i: number,
): SampleRecord {
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const least = [...new Set([...required, ...keys])];
  const data = sampleData(schema, least.length > 0 ? least : namesIn(schema.properties), i);
  return { data, key: String(data[keys[0] ?? required[0] ?? ''] ?? i) };
}

function sampleData(schema: Readonly<Record<string, unknown>>, names: readonly string[], i: number) {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return Object.fromEntries(names.map((name) => [name, sampleValue(properties[name], i)]));
}

const namesIn = (properties: unknown): string[] => (isObject(properties) ? Object.keys(properties) : []);

function clamp(value: number, { minimum, maximum }: Readonly<Record<string, unknown>>): number {
  const low = typeof minimum === 'number' ? minimum : Number.NEGATIVE_INFINITY;
  const high = typeof maximum === 'number' ? maximum : Number.POSITIVE_INFINITY;
  return Math.min(high, Math.max(low, (Number.isFinite(low) ? low : 0) + value));
}

/** The author's examples may be few, so they are used only where no text could be made: cases need different keys. */
const exampleOf = ({ examples }: Readonly<Record<string, unknown>>, i: number): unknown =>
  Array.isArray(examples) && examples.length > 0 ? examples[i % examples.length] : undefined;
