import { isObject } from '../../json.ts';
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
      return sampleText(schema, i);
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

function sampleText(schema: Readonly<Record<string, unknown>>, i: number): string {
  // One second later per record, starting with 2024.
  const time = new Date(Date.UTC(2024, 0, 1) + i * 1000).toISOString();
  switch (schema.format) {
    case 'date-time':
      return time;
    case 'date':
      return new Date(Date.UTC(2024, 0, 1 + (i % 366))).toISOString().slice(0, 10);
    case 'time':
      return time.slice(11, 19);
    case 'email':
    case 'idn-email':
      return `acceptance-${i}@example.com`;
    case 'uri':
    case 'url':
    case 'iri':
      return `https://example.com/acceptance/${i}`;
    case 'uuid':
      return `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`;
    default: {
      const text = `acceptance-${i}`.padEnd(Number(schema.minLength ?? 0), '-');
      // Only the end of the text differs.
      return typeof schema.maxLength === 'number' ? text.slice(-schema.maxLength) : text;
    }
  }
}

function clamp(value: number, { minimum, maximum }: Readonly<Record<string, unknown>>): number {
  const low = typeof minimum === 'number' ? minimum : Number.NEGATIVE_INFINITY;
  const high = typeof maximum === 'number' ? maximum : Number.POSITIVE_INFINITY;
  return Math.min(high, Math.max(low, (Number.isFinite(low) ? low : 0) + value));
}
