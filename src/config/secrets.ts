import type { ConnectorSpecification, JsonSchema } from '../define/specification.ts';
import { isObject } from '../json.ts';
import { propertiesOf } from './json-schema.ts';

/**
 * Returns every text of a configuration in a field that the specification marks as secret. Accepts any value, so that
 * secrets are masked in messages about an invalid configuration too: it searches all options of a choice, chosen or not,
 * and all texts below a secret field of any type.
 */
export function secretsOf(value: unknown, specification: ConnectorSpecification): string[] {
  const found = new Set<string>();
  collect(specification.connectionSpecification, value, found);
  return [...found];
}

function collect(schema: JsonSchema, value: unknown, found: Set<string>): void {
  if (schema.airbyte_secret) texts(value, found);
  for (const option of schema.oneOf ?? []) collect(option, value, found);
  if (Array.isArray(value)) {
    for (const item of value) collect(schema.items ?? schema, item, found);
  } else if (isObject(value)) {
    for (const [name, field] of propertiesOf(schema)) {
      if (Object.hasOwn(value, name)) collect(field, value[name], found);
    }
  }
}

function texts(value: unknown, found: Set<string>): void {
  if (typeof value === 'string' && value !== '') found.add(value);
  else if (typeof value === 'number') found.add(String(value));
  else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) texts(inner, found);
  }
}
