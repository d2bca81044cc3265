/** Paths into a record that together identify it. */
export type PrimaryKey = readonly (readonly string[])[];

type Entry = Readonly<Record<string, unknown>>;

/**
 * The primary key of a stream in the configured catalog, empty where it has none; undefined where it is no key at all. With
 * `needed`, the columns of a stream that can't be written without a key, the one that the source defines does where none was
 * chosen. Elsewhere it does not count: it would change the ids of records that are only appended.
 */
export function primaryKeyOf(
  entry: Entry,
  stream: Entry,
  needed: readonly string[] | undefined,
): PrimaryKey | undefined {
  const chosen = pathsOf(entry.primary_key);
  if (chosen === undefined || chosen.length > 0 || !needed) return chosen;
  const own = pathsOf(stream.source_defined_primary_key) ?? [];
  // The platform renames and leaves out columns, but not here.
  const isWhole = needed.length === 0 || own.every(([column]) => needed.includes(column!));
  return isWhole ? own : chosen;
}

/** `[["id"]]`, and what can only mean the same: `["id"]` and `"id"`. */
function pathsOf(value: unknown): PrimaryKey | undefined {
  if (value === undefined || value === null) return [];
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  const paths = listed.map((path) => (Array.isArray(path) ? path : [path]) as readonly unknown[]);
  if (!paths.every((path): path is readonly string[] => path.every((part) => typeof part === 'string')))
    return undefined;
  return paths.filter((path) => path.length > 0 && path.join('') !== '');
}
