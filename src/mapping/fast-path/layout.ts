import { members } from '../../protocol/scan.ts';
import { literalPattern } from '../../text/literal-pattern.ts';
import { itemRejectingBlanks } from '../schema/blank.ts';
import { columnOf, type FieldSchema } from '../schema/field-schema.ts';
import { arePlain } from './placeholders.ts';
import { ANNOTATIONS, type Spelling, scalarText } from './scalar-text.ts';

/**
 * Returns the layout of an object's text as the source of a regular expression: its keys and punctuation literally, and for each
 * value a pattern of texts that certainly fit the schema. `text` is a valid object. Every text that matches is valid too, because
 * apart from the values a schema's verdict depends on the keys alone. Undefined if this is not certain. With `until` the layout
 * ends before the value of that key, if the object has it, and is then the beginning of the layout without `until`.
 */
export function objectLayout(text: string, schema: FieldSchema, until?: string): string | undefined {
  const list = members(text);
  if (!hasOnly(schema, OBJECT) || !arePlain(text, list)) return undefined;
  let source = '';
  let at = 0;
  for (const each of list) {
    const value = valueLayout(text.slice(each.valueStart, each.valueEnd), columnOf(schema, each.key));
    if (value === undefined) return undefined;
    source += literalPattern(text.slice(at, each.valueStart));
    if (each.key === until) return source;
    source += value;
    at = each.valueEnd;
  }
  return source + literalPattern(text.slice(at));
}

function valueLayout(text: string, schema: FieldSchema): string | undefined {
  if (!text.startsWith('{')) return leafLayout(text, schema, 'any');
  const one = alternative(schema, 'object');
  return one && objectLayout(text, one);
}

/** As above, for a scalar or a list of scalars. */
export function leafLayout(text: string, schema: FieldSchema, writing: Spelling): string | undefined {
  if (!text.startsWith('[')) return scalarText(schema, writing);
  const one = alternative(schema, 'array');
  const item = one && hasOnly(one, LIST) ? scalarText(itemOf(one), writing) : undefined;
  const comma = writing === 'any' ? ', ?' : ',';
  return item && String.raw`\[(?:${item}(?:${comma}${item})*)?\]`;
}

/** A list with blank texts does not match, because coercion removes them. */
const itemOf = ({ items = {} }: FieldSchema): FieldSchema =>
  items.type === 'string' ? itemRejectingBlanks(items) : items;

const OBJECT = new Set([...ANNOTATIONS, 'type', 'properties', 'required', 'additionalProperties']);
const LIST = new Set([...ANNOTATIONS, 'type', 'items']);

function hasOnly(schema: FieldSchema, names: ReadonlySet<string>): boolean {
  return Object.keys(schema).every((name) => names.has(name));
}

/** Returns the only alternative that can apply to an object, or to a list. */
function alternative(schema: FieldSchema, type: 'object' | 'array'): FieldSchema | undefined {
  const all = schema.anyOf ?? [schema];
  const own = all.filter((each) => each.type === undefined || [each.type].flat().includes(type));
  return own.length === 1 ? own[0] : undefined;
}
