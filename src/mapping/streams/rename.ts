import { ExactNumber } from '../../define/exact-number.ts';
import { ConnectorError } from '../../errors.ts';
import { isObject } from '../../json.ts';
import { parseExact } from '../../protocol/parse-exact.ts';
import { valueAt } from '../identity/ids.ts';
import { type FieldPath, fieldPath, firstName } from './field-path.ts';

export interface FieldMapping {
  readonly stream_name?: string;
  readonly source_field: string;
  readonly destination_field: string;
}

type Data = Readonly<Record<string, unknown>>;

/** Receives what mappings do, once for each mapping. */
export interface RenameListener {
  /** The column of a mapping occurs. */
  readonly used?: ((mapping: FieldMapping) => void) | undefined;
  /** A mapping replaces a value that another column gave its field, so that the value is not sent. */
  readonly replaced?: ((mapping: FieldMapping) => void) | undefined;
}

/**
 * Renames the columns of one stream by the user's mappings. Dotted paths reach into objects (of the destination by `pathOf`),
 * and `\.` is a dot in a name; a column whose name contains the dots takes precedence. A column may become several fields. If
 * several columns become one field, that of the last mapping counts. A record without any of the columns is returned as it is.
 *
 * A mapping into a field adds to its object, also if that is JSON text. Throws a ConnectorError of the kind `reject` if the
 * field has another value, which would be lost.
 */
export function createRenaming(
  mappings: readonly FieldMapping[],
  streamName: string,
  pathOf: FieldPath = fieldPath,
  { used, replaced }: RenameListener = {},
): (data: Data) => Data {
  const wanted = mappingsOfStream(mappings, streamName)
    .map((mapping) => ({ mapping, to: pathOf(mapping.destination_field) }))
    // An object before the fields inside it, which it would replace.
    .toSorted((one, other) => one.to.length - other.to.length);
  if (wanted.length === 0) return (data) => data;
  const unused = new Set(wanted);
  const alone = new Set(wanted);
  return (data) => {
    const taken: { readonly each: (typeof wanted)[number]; readonly value: unknown }[] = [];
    let rest = data;
    for (const each of wanted) {
      const { source_field } = each.mapping;
      const found = take(data, source_field);
      if (!found) continue;
      if (unused.delete(each)) used?.(each.mapping);
      rest = take(rest, source_field)?.rest ?? rest;
      taken.push({ each, value: found.value });
    }
    return taken.reduce((renamed, { each, value }) => {
      if (alone.has(each) && hasValue(renamed, each.to)) {
        alone.delete(each);
        replaced?.(each.mapping);
      }
      return put(renamed, each.to, value);
    }, rest);
  };
}

/** Returns the top-level columns of a stream after renaming: those that keep their names first. */
export function renamedColumns(
  mappings: readonly FieldMapping[],
  streamName: string,
  columns: readonly string[],
  pathOf: FieldPath = fieldPath,
): readonly string[] {
  const wanted = mappingsOfStream(mappings, streamName);
  const taken = new Set(
    wanted.flatMap(({ source_field: path }) => {
      const { name, inner } = firstName(path);
      return inner === undefined ? [path, name] : [path];
    }),
  );
  const made = wanted.map((each) => pathOf(each.destination_field)[0]!);
  return [...new Set([...columns.filter((column) => !taken.has(column)), ...made])];
}

/** Returns whether a mapping creates this field in the stream. */
export function isMappedTo(mappings: readonly FieldMapping[], streamName: string, field: string): boolean {
  return mappingsOfStream(mappings, streamName).some(({ destination_field }) => destination_field === field);
}

/** Returns the mappings of a stream: its own, and those for all streams unless an own one has the same column or field. */
export function mappingsOfStream(
  mappings: readonly FieldMapping[],
  streamName: string,
): readonly FieldMapping[] {
  const own = mappings.filter((each) => each.stream_name === streamName);
  const isOverruled = (one: FieldMapping): boolean =>
    own.some(
      (each) => each.source_field === one.source_field || each.destination_field === one.destination_field,
    );
  return mappings.filter((each) => own.includes(each) || (!each.stream_name && !isOverruled(each)));
}

/** Returns the value at a path, and the data without it. */
function take(data: Data, path: string): { readonly value: unknown; readonly rest: Data } | undefined {
  if (Object.hasOwn(data, path)) return { value: data[path], rest: without(data, path) };
  if (!path.includes('.')) return undefined;
  const { name, inner } = firstName(path);
  if (!Object.hasOwn(data, name)) return undefined;
  const value = data[name];
  if (inner === undefined) return { value, rest: without(data, name) };
  const found = isObject(value) ? take(value, inner) : undefined;
  return found && { value: found.value, rest: { ...data, [name]: found.rest } };
}

function without(data: Data, name: string): Data {
  const { [name]: _, ...rest } = data;
  return rest;
}

/** Whether there is a value at a path: neither null nor an empty text. */
function hasValue(data: Data, path: readonly string[]): boolean {
  const value = valueAt(data, path);
  return value !== undefined && value !== null && value !== '';
}

/** Sets the value at a path. `depth`: number of names of the path that lead to `data`. */
function put(data: Data, path: readonly string[], value: unknown, depth = 0): Data {
  const name = path[depth];
  if (name === undefined) return data;
  if (depth === path.length - 1) return { ...data, [name]: value };
  const inner = objectAt(Object.hasOwn(data, name) ? data[name] : undefined);
  if (inner === undefined)
    throw new ConnectorError(
      'reject',
      `${path.slice(0, depth + 1).join('.')} is not an object, but Field Mappings (field_mappings) set ${path.join('.')} in it`,
    );
  return { ...data, [name]: put(inner, path, value, depth + 1) };
}

/** Returns a value as an object: parsed if it is JSON text, empty if it is blank; undefined for any other. */
function objectAt(value: unknown): Data | undefined {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'string')
    return isObject(value) && !(value instanceof ExactNumber) ? value : undefined;
  if (value.trim() === '') return {};
  try {
    const parsed = parseExact(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
