import type { StreamRun } from '#cdk';
import { cellOf } from './rows.ts';

/** More columns than this are not taken in beside the declared ones: a source whose columns are data would never end. */
const MOST_FOUND = 1_000;

/** The most bytes of empty cells that the rows of one file get for columns that came after them. */
const MOST_PADDING = 4_000_000;

/** Columns that the platform and its CDC sources add. They change from one extraction to the next and are not sent. */
const PLATFORM = /^_(?:airbyte|ab_cdc)_/;

const TOO_MANY =
  `the record has columns that the catalog does not declare, and a file holds at most ${MOST_FOUND} such columns of ` +
  "a stream: refresh the source's schema, or leave columns out";

interface Known {
  readonly names: string[];
  readonly set: Set<string>;
  readonly most: number;
  /** How many columns the files of each earlier era have. */
  readonly ended: number[];
  /** Rows of this era, and the bytes that its columns cost the rows before them at most. */
  rows: number;
  padding: number;
}

/**
 * The columns of each stream's files, in a fixed order: those that the catalog declares, the one with statement ids, then
 * others in the order in which records bring them. The list only grows, and rows of one file may be of different lengths: the
 * file fills up the shorter ones. An era ends where that would make a file too large; rows of two eras share no file.
 */
export class Columns {
  private readonly streams = new Map<string, Known>();
  private readonly idColumn: string;

  /** `idColumn` may be empty: then there is none. */
  constructor(idColumn: string) {
    this.idColumn = idColumn;
  }

  /** Takes in the columns of a row; or says why the row can't be sent, and takes none in then. */
  admit(row: Readonly<Record<string, unknown>>, stream: StreamRun): string | undefined {
    const known = this.of(stream);
    let fresh = Object.keys(row).filter((name) => !known.set.has(name));
    if (fresh.length > 0) {
      const free = known.most - known.set.size;
      // A column without a value loses nothing when it is left out.
      if (fresh.length > free) fresh = fresh.filter((name) => cellOf(row[name]) !== '');
      if (fresh.length > free) return TOO_MANY;
      add(fresh, known);
    }
    if (known.names.length === 0) return 'the record has no columns';
    known.rows++;
    return undefined;
  }

  /** The columns so far. */
  sofar(stream: StreamRun): readonly string[] {
    return this.of(stream).names;
  }

  /** The era of a row that was just admitted. */
  era(stream: StreamRun): string {
    return String(this.of(stream).ended.length);
  }

  /** The columns that a file with rows of the era has by now. */
  header(era: string, stream: StreamRun): readonly string[] {
    const { names, ended } = this.of(stream);
    return names.slice(0, ended[Number(era)]);
  }

  private of(stream: StreamRun): Known {
    const known = this.streams.get(stream.key);
    if (known) return known;
    const declared = stream.columns.filter((name) => !PLATFORM.test(name));
    const set = new Set(this.idColumn === '' ? declared : [...declared, this.idColumn]);
    const made = { names: [...set], set, most: set.size + MOST_FOUND, ended: [], rows: 0, padding: 0 };
    this.streams.set(stream.key, made);
    return made;
  }
}

function add(fresh: readonly string[], known: Known): void {
  known.padding += known.rows * fresh.length;
  if (known.padding > MOST_PADDING) {
    known.ended.push(known.names.length);
    known.rows = 0;
    known.padding = 0;
  }
  for (const name of fresh) {
    known.set.add(name);
    known.names.push(name);
  }
}
