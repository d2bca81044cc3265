import type { StreamRun } from '#cdk';

/** More columns than this are not taken in beside the declared ones: a source whose columns are data would never end. */
const MOST_FOUND = 1_000;

/** Columns that the platform and its CDC sources add. They change from one extraction to the next and are not sent. */
const PLATFORM = /^_(?:airbyte|ab_cdc)_/;

interface Known {
  readonly names: string[];
  readonly set: Set<string>;
  readonly most: number;
}

/**
 * The columns of each stream's files, in a fixed order: those that the catalog declares, the one with statement ids, then
 * others in the order in which records bring them. The list only grows, so a number of columns says which they are.
 */
export class Columns {
  private readonly streams = new Map<string, Known>();
  private readonly idColumn: string;

  /** `idColumn` may be empty: then there is none. */
  constructor(idColumn: string) {
    this.idColumn = idColumn;
  }

  /** The columns after those of a row were taken in. */
  with(row: Readonly<Record<string, unknown>>, stream: StreamRun): readonly string[] {
    const { names, set, most } = this.of(stream);
    for (const name of Object.keys(row)) {
      if (set.has(name) || set.size >= most) continue;
      set.add(name);
      names.push(name);
    }
    return names;
  }

  /** The first columns of a stream, as many as its rows had when they were written. */
  first(count: number, stream: StreamRun): readonly string[] {
    return this.of(stream).names.slice(0, count);
  }

  private of(stream: StreamRun): Known {
    const known = this.streams.get(stream.key);
    if (known) return known;
    const declared = stream.columns.filter((name) => !PLATFORM.test(name));
    const set = new Set(this.idColumn === '' ? declared : [...declared, this.idColumn]);
    const made = { names: [...set], set, most: set.size + MOST_FOUND };
    this.streams.set(stream.key, made);
    return made;
  }
}
