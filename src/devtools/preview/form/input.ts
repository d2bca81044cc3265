import { typeOf, type ValueField } from './field.ts';

/** How a value is entered. */
export type Input =
  | 'text'
  | 'textarea'
  | 'password'
  | 'secret-textarea'
  | 'number'
  | 'toggle'
  | 'dropdown'
  | 'multiselect'
  | 'tags';

/** Returns the input of a value. An `enum` is a dropdown even if the value is secret, as in the platform. */
export function inputOf({ schema }: ValueField): Input {
  const type = typeOf(schema);
  if (type === 'array') return schema.items?.enum === undefined ? 'tags' : 'multiselect';
  if (type === 'boolean') return 'toggle';
  if (schema.enum !== undefined) return 'dropdown';
  if (schema.airbyte_secret === true) return schema.multiline === true ? 'secret-textarea' : 'password';
  if (schema.multiline === true) return 'textarea';
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}

/** The date patterns that the form describes itself, and their descriptions. */
const KNOWN_PATTERNS: readonly (readonly [pattern: string, descriptor: string])[] = [
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$', 'YYYY-MM-DDTHH:mm:ssZ'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$', 'YYYY-MM-DDTHH:mm:ss'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$', 'YYYY-MM-DD HH:mm:ss'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}$', 'YYYY-MM-DD'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}.[0-9]{3}Z$', 'YYYY-MM-DDTHH:mm:ss.SSSZ'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}.[0-9]{6}Z$', 'YYYY-MM-DDTHH:mm:ss.SSSSSSZ'],
  ['^[0-9]{4}-[0-9]{2}$', 'YYYY-MM'],
];

/** Returns the description of the pattern that the form shows beside the label; undefined if it shows none. */
export function patternDescriptor({ schema }: Pick<ValueField, 'schema'>): string | undefined {
  const descriptor = schema.pattern_descriptor ?? schema.items?.pattern_descriptor;
  if (descriptor !== undefined) return descriptor;
  const pattern = schema.pattern ?? schema.items?.pattern;
  return pattern && KNOWN_PATTERNS.find(([known]) => pattern.includes(known))?.[1];
}
