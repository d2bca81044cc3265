/** Paths into a record that together identify it. */
export type PrimaryKey = readonly (readonly string[])[];

type Entry = Readonly<Record<string, unknown>>;

/**
 * Returns the primary key of a stream in the configured catalog; empty if it has none, undefined if it is not valid. `needed` has
 * the columns of a stream whose sync mode needs a key: if none was chosen, the source's key is used. In other modes the source's
 * key is ignored, because it would change the ids of records that are only appended.
 */
export function primaryKeyOf(
  entry: Entry,
  stream: Entry,
  needed: readonly string[] | undefined,
): PrimaryKey | undefined {
  const chosen = pathsOf(entry.primary_key);
  if (chosen === undefined || chosen.length > 0 || !needed) return chosen;
  const own = pathsOf(stream.source_defined_primary_key) ?? [];
  // The platform renames and removes columns in the schema, but not in the source's key.
  const isWhole = needed.length === 0 || own.every(([column]) => needed.includes(column!));
  return isWhole ? own : chosen;
}

/** Reads `[["id"]]`, and the unambiguous short forms `["id"]` and `"id"`. */
function pathsOf(value: unknown): PrimaryKey | undefined {
  if (value === undefined || value === null) return [];
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  const paths = listed.map((path) => (Array.isArray(path) ? path : [path]) as readonly unknown[]);
  if (!paths.every((path): path is readonly string[] => path.every((part) => typeof part === 'string')))
    return undefined;
  return paths.filter((path) => path.some((part) => part !== ''));
}
