import type { FieldSchema } from './field-schema.ts';

/** Formats of texts that are not free text. */
const FORMATS: ReadonlySet<string | undefined> = new Set(['date-time', 'date', 'time', 'duration', 'uuid']);

/**
 * Returns whether a blank text means no value in a field, because sources without nulls send empty cells. True for every field
 * except free text, which may be empty; also true for texts that can't be blank, such as ids, enumerations and times.
 */
export function blankIsAbsent(schema: FieldSchema): (value: unknown) => boolean {
  const isValue = canBeBlank(schema);
  return (value) => typeof value === 'string' && isBlank(value) && !isValue(value);
}

/** The same for a text in a list. There a blank free text also counts as absent, unless its own pattern allows blanks. */
export const blankItemIsAbsent = (schema: FieldSchema): ((value: unknown) => boolean) =>
  isFreeText(schema) ? (value) => typeof value === 'string' && isBlank(value) : blankIsAbsent(schema);

/** Adds the rule `blankItemIsAbsent` to the schema of an item: it rejects a blank text that means no value. */
export const itemRejectingBlanks = (schema: FieldSchema): FieldSchema =>
  isFreeText(schema) ? { ...schema, pattern: NOT_BLANK } : rejectingBlanks(schema);

const isFreeText = ({ type, format, pattern, enum: values, const: only }: FieldSchema): boolean =>
  type === 'string' &&
  format === undefined &&
  values === undefined &&
  only === undefined &&
  (pattern === undefined || pattern === NOT_BLANK);

/** Adds the rule `blankIsAbsent` to the schema of a field: it rejects a blank text that means no value. */
export function rejectingBlanks(schema: FieldSchema): FieldSchema {
  const { anyOf, format, pattern, enum: values, const: only } = schema;
  if (anyOf) return { ...schema, anyOf: anyOf.map(rejectingBlanks) };
  const isNamed = values !== undefined || only !== undefined;
  return FORMATS.has(format) && pattern === undefined && !isNamed
    ? { ...schema, pattern: NOT_BLANK }
    : schema;
}

/** The first character decides for most texts. */
export function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}

/** Returns whether a blank text may be a value of the field. */
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

/** The rule of a text that must not be blank. It counts as free text, because its own message reports a blank. */
export const NOT_BLANK = String.raw`\S`;
