/**
 * Parses a destination field of Field Mappings: a dot reaches into an object, `\.` is a dot in a name. A field with an
 * empty part, such as `No.`, is not a path and is used as a name.
 */
export function fieldPath(field: string): readonly string[] {
  const parts = partsOf(field);
  return parts.includes('') ? [field.replaceAll('\\.', '.')] : parts;
}

/** For operations with flat objects: the field is a name. */
export const flatPath = (field: string): readonly string[] => [field];

export type FieldPath = typeof fieldPath;

/** Tells whether a field has an empty part, such as before or after a dot at its end. */
export const hasEmptyPart = (field: string): boolean => partsOf(field).includes('');

const partsOf = (field: string): readonly string[] =>
  field.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
