/**
 * Where a destination field of Field Mappings lies: a dot reaches into an object, `\.` is a dot of a name. A name with an
 * empty part, such as `No.`, can't be meant as a path and is taken as written.
 */
export function fieldPath(field: string): readonly string[] {
  const parts = partsOf(field);
  return parts.includes('') ? [field.replaceAll('\\.', '.')] : parts;
}

/** For objects without objects in them: the name as it is written. */
export const flatPath = (field: string): readonly string[] => [field];

export type FieldPath = typeof fieldPath;

/** Whether there is nothing before or behind a dot. */
export const hasEmptyPart = (field: string): boolean => partsOf(field).includes('');

const partsOf = (field: string): readonly string[] =>
  field.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'));
