import type { FieldSchema } from './field-schema.ts';

/** Formats of texts that are no free text. */
const FORMATS: ReadonlySet<string | undefined> = new Set(['date-time', 'date', 'time', 'duration', 'uuid']);

/**
 * Whether a blank text stands for no value in a field: sources without nulls send empty cells. It does wherever the field wants
 * anything but a text, and for texts that can't be blank, such as ids, enumerations and times. A free text may be empty.
 */
export function blankIsAbsent(schema: FieldSchema): (value: unknown) => boolean {
  const isValue = canBeBlank(schema);
  return (value) => typeof value === 'string' && isBlank(value) && !isValue(value);
}

/** The schema of a field, which takes no blank text that stands for no value: `blankIsAbsent` as a rule. */
export function rejectingBlanks(schema: FieldSchema): FieldSchema {
  const { anyOf, format, pattern, enum: values, const: only } = schema;
  if (anyOf) return { ...schema, anyOf: anyOf.map(rejectingBlanks) };
  const isNamed = values !== undefined || only !== undefined;
  return FORMATS.has(format) && pattern === undefined && !isNamed
    ? { ...schema, pattern: NOT_BLANK }
    : schema;
}

/** Most texts are told by their first character. */
export function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}

/** Whether a blank text may be a value of the field. */
function canBeBlank(schema: FieldSchema): (text: string) => boolean {
  const { anyOf, type, format, pattern, enum: values, const: only } = schema;
  if (anyOf) {
    const all = anyOf.map(canBeBlank);
    return (text) => all.some((each) => each(text));
  }
  const types = type === undefined ? ['string'] : [type].flat();
  if (!types.includes('string') || FORMATS.has(format)) return () => false;
  const named = values ?? (only === undefined ? undefined : [only]);
  if (named) return (text) => named.includes(text);
  if (pattern === undefined || pattern === NOT_BLANK) return () => true;
  const expression = new RegExp(pattern);
  return (text) => expression.test(text);
}

/** The rule of a text that must not be blank. It is a free text all the same, and its own message says so. */
export const NOT_BLANK = String.raw`\S`;
