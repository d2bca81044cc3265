import { isObject } from '../../json.ts';

/** Replaces `{name}` in the texts of a template; a text that is exactly `{name}` becomes the value itself. */
export function fillIn(template: unknown, name: string, value: string | number): unknown {
  const mark = `{${name}}`;
  if (Array.isArray(template)) return template.map((each) => fillIn(each, name, value));
  if (isObject(template))
    return Object.fromEntries(
      Object.entries(template).map(([key, each]) => [key, fillIn(each, name, value)]),
    );
  if (typeof template !== 'string') return template;
  return template === mark ? value : template.replaceAll(mark, String(value));
}

/** Returns the column types that a source would declare for a template. */
export function columnsOf(template: Readonly<Record<string, unknown>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) => [name, { type: ['null', typeOf(value)] }]),
  );
}

function typeOf(value: unknown): string {
  if (value === '{i}') return 'integer';
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}
