import type { Batch } from '@airbyte-ts/cdk';

/** The changes of one subject by the rows of a document so far. */
interface SubjectChanges {
  readonly first: string;
  /** Names of changed parts; undefined until there is a second row, null for the whole subject. */
  names: Set<string> | null | undefined;
  isClosed: boolean;
}

/**
 * Finds the rows that have to follow in another document, because an earlier row of this document changes the same subject in
 * another way, and the order in which mediarithmics reads the lines of a document is not documented. Rows that change different
 * parts of a subject may be in one document. A row's dedup key contains its changes: the subject, a line end, the parts.
 */
export function laterRows(batch: Batch): ReadonlySet<number> {
  const later = new Set<number>();
  const subjects = new Map<string, SubjectChanges>();
  for (const { index, dedupKey = '' } of batch) {
    const end = dedupKey.indexOf('\n');
    if (end === -1) continue;
    const [subject, parts] = [dedupKey.slice(0, end), dedupKey.slice(end + 1)];
    const changes = subjects.get(subject);
    if (!changes) subjects.set(subject, { first: parts, names: undefined, isClosed: false });
    else if (mustFollow(changes, parts)) later.add(index);
  }
  return later;
}

function mustFollow(before: SubjectChanges, parts: string): boolean {
  if (before.names === undefined) before.names = setOf(namesOf(before.first));
  const names = namesOf(parts);
  // All rows after a later row are later too, which keeps their order.
  before.isClosed ||= !before.names || !names || names.some((name) => before.names?.has(name));
  if (before.isClosed) return true;
  for (const name of names ?? []) before.names?.add(name);
  return false;
}

function namesOf(text: string): readonly string[] | null {
  const { parts } = (JSON.parse(text) ?? {}) as { parts?: object };
  return parts ? Object.keys(parts) : null;
}

const setOf = (names: readonly string[] | null): Set<string> | null => names && new Set(names);
