/**
 * Parses a destination field of Field Mappings: a dot reaches into an object, `\.` is a dot in a name. A field with an
 * empty part, such as `No.`, is not a path and is used as a name.
 */
export function fieldPath(field: string): readonly string[] {
  const parts = partsOf(field);
  return parts.includes('') ? [unescaped(field)] : parts;
}

/** For operations with flat objects: the field is a name. */
export const flatPath = (field: string): readonly string[] => [field];

export type FieldPath = typeof fieldPath;

/** Returns whether a field has an empty part, such as before or after a dot at its end. */
export const hasEmptyPart = (field: string): boolean => partsOf(field).includes('');

/** A dot that separates names. */
const SEPARATOR = /(?<!\\)\./;

/** Returns a path's first name, and the path inside it, if there is one. */
export function firstName(path: string): { readonly name: string; readonly inner: string | undefined } {
  const dot = path.search(SEPARATOR);
  return dot === -1
    ? { name: unescaped(path), inner: undefined }
    : { name: unescaped(path.slice(0, dot)), inner: path.slice(dot + 1) };
}

const partsOf = (field: string): readonly string[] => field.split(SEPARATOR).map(unescaped);

const unescaped = (name: string): string => name.replaceAll('\\.', '.');
