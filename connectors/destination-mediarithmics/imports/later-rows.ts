import type { Batch } from '#cdk';

/** What the rows of one thing have changed so far in a document. */
interface Before {
  readonly first: string;
  /** Names of parts; undefined until a second row comes, null for the whole thing. */
  names: Set<string> | null | undefined;
  isOver: boolean;
}

/**
 * The rows that have to follow in another document, because an earlier row of this one changes the same thing in another way and
 * nobody knows in which order the lines of a document are read. Rows that change different parts of a thing may stand side by
 * side. What a row changes stands in its identity: the thing, a line end, the parts.
 */
export function laterOf(batch: Batch): ReadonlySet<number> {
  const later = new Set<number>();
  const things = new Map<string, Before>();
  for (const { index, dedupKey = '', deleted } of batch) {
    const end = dedupKey.indexOf('\n');
    if (deleted || end === -1) continue;
    const [thing, parts] = [dedupKey.slice(0, end), dedupKey.slice(end + 1)];
    const before = things.get(thing);
    if (!before) things.set(thing, { first: parts, names: undefined, isOver: false });
    else if (isAfter(before, parts)) later.add(index);
  }
  return later;
}

function isAfter(before: Before, parts: string): boolean {
  if (before.names === undefined) before.names = setOf(namesOf(before.first));
  const names = namesOf(parts);
  // Whatever follows a row that is later is later too.
  before.isOver ||= !before.names || !names || names.some((name) => before.names?.has(name));
  if (before.isOver) return true;
  for (const name of names ?? []) before.names?.add(name);
  return false;
}

function namesOf(text: string): readonly string[] | null {
  const { parts } = (JSON.parse(text) ?? {}) as { parts?: object };
  return parts ? Object.keys(parts) : null;
}

const setOf = (names: readonly string[] | null): Set<string> | null => names && new Set(names);
