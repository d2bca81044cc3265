import { type Member, members } from '../protocol/scan.ts';
import { escaped, scalarText } from './scalar-text.ts';
import type { FieldSchema } from './schema.ts';

/**
 * The layout of an object's text, as the source of a regular expression: its keys and all that stands between its
 * values as in this text, and in the places of its values whatever surely fits the schema. `text` is an object that
 * fits. So does every other text of its layout, since what a schema asks of an object beyond its values depends on its
 * keys alone. Undefined where that can't be told.
 */
export function objectLayout(text: string, schema: FieldSchema): string | undefined {
  const list = members(text);
  if (!hasOnly(schema, OBJECT) || new Set(list.map(({ key }) => key)).size < list.length) return undefined;
  const { properties = {}, additionalProperties } = schema;
  const others = typeof additionalProperties === 'object' ? additionalProperties : {};
  let source = '';
  let at = 0;
  for (const each of list) {
    if (!isPlain(text, each)) return undefined;
    const wanted = Object.hasOwn(properties, each.key) ? properties[each.key]! : others;
    const value = valueLayout(text.slice(each.valueStart, each.valueEnd), wanted);
    if (value === undefined) return undefined;
    source += escaped(text.slice(at, each.valueStart)) + value;
    at = each.valueEnd;
  }
  return source + escaped(text.slice(at));
}

function valueLayout(text: string, schema: FieldSchema): string | undefined {
  const container = text.startsWith('{') ? 'object' : text.startsWith('[') ? 'array' : undefined;
  if (container === undefined) return scalarText(schema);
  const one = alternative(schema, container);
  if (one === undefined) return undefined;
  if (container === 'object') return objectLayout(text, one);
  const item = hasOnly(one, LIST) ? scalarText(one.items ?? {}) : undefined;
  return item === undefined ? undefined : String.raw`\[(?:${item}(?:, ?${item})*)?\]`;
}

const SILENT = ['description', 'title', 'default', 'examples', '$schema', 'deprecated'];
const OBJECT = new Set([...SILENT, 'type', 'properties', 'required', 'additionalProperties']);
const LIST = new Set([...SILENT, 'type', 'items']);

function hasOnly(schema: FieldSchema, names: ReadonlySet<string>): boolean {
  return Object.keys(schema).every((name) => names.has(name));
}

/** The only schema that can be about an object, or a list. */
function alternative(schema: FieldSchema, type: 'object' | 'array'): FieldSchema | undefined {
  const all = schema.anyOf ?? [schema];
  const own = all.filter((each) => each.type === undefined || [each.type].flat().includes(type));
  return own.length === 1 ? own[0] : undefined;
}

/** A key that is written as it is; `__proto__` is none that JavaScript treats like others. */
function isPlain(text: string, { key, start, valueStart }: Member): boolean {
  return key !== '__proto__' && !text.slice(start, valueStart).includes('\\');
}
