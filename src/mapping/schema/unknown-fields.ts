import { isObject } from '../../json.ts';
import { isPlatformColumn } from '../identity/ids.ts';
import type { FieldSchema } from './field-schema.ts';

type Look = (value: unknown, path: string, found: (path: string) => void) => void;

/**
 * Finds the fields of a record that its schema does not declare, on every level. The provider would ignore them, so a misspelt
 * field would be lost silently. Paths have dots, and no index of a list. Undefined if the schema accepts any field.
 */
export function unknownFields(
  schema: FieldSchema,
  reads: readonly string[] = [],
): ((record: Readonly<Record<string, unknown>>, found: (path: string) => void) => void) | undefined {
  const look = looking(schema, (name) => isPlatformColumn(name) || reads.includes(name));
  return look && ((record, found) => look(record, '', found));
}

function looking(schema: FieldSchema, isKnown: (name: string) => boolean = () => false): Look | undefined {
  if (schema.items) {
    const item = looking(schema.items);
    return (
      item &&
      ((value, path, found) => {
        if (Array.isArray(value)) for (const each of value) item(each, path, found);
      })
    );
  }
  const { properties, additionalProperties } = schema;
  if (!properties || (additionalProperties !== undefined && additionalProperties !== false)) return undefined;
  const inner = new Map(Object.entries(properties).map(([name, each]) => [name, looking(each)]));
  return (value, path, found) => {
    if (!isObject(value)) return;
    for (const name of Object.keys(value)) {
      const at = path === '' ? name : `${path}.${name}`;
      if (inner.has(name)) inner.get(name)?.(value[name], at, found);
      else if (!isKnown(name)) found(at);
    }
  };
}
