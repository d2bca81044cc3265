import type { StreamRun } from '@airbyte-ts/cdk';
import { cellOf } from './rows.ts';

/** Maximum number of undeclared columns per stream. A source that uses data as column names would add columns without end. */
const MAX_UNDECLARED = 1_000;

/** Maximum number of bytes of empty cells in a file, which pad rows from before a column was found. */
const MAX_PADDING_BYTES = 4_000_000;

/** Columns that the platform and its CDC sources add. Their values change with each extraction, so they are not sent. */
const PLATFORM = /^_(?:airbyte|ab_cdc)_/;

const TOO_MANY =
  `the record has columns that the catalog does not declare, and a file holds at most ${MAX_UNDECLARED} such columns of ` +
  "a stream: refresh the source's schema, or leave columns out";

interface StreamColumns {
  readonly names: string[];
  readonly set: Set<string>;
  readonly maxColumns: number;
  /** Number of columns of each earlier layout. */
  readonly earlierWidths: number[];
  /** Rows of the current layout. */
  rows: number;
  /** Upper bound of the bytes of empty cells that pad rows of the current layout. */
  padding: number;
}

/**
 * The columns of each stream's files, in a fixed order: those that the catalog declares, the one with statement ids, then others
 * in the order in which records contain them. The list only grows. Rows of a file may have different lengths; the file pads the
 * shorter ones. A new layout begins when the padding would make a file too large; rows of different layouts share no file.
 */
export class Columns {
  private readonly streams = new Map<string, StreamColumns>();
  private readonly idColumn: string;
  /** The stream of the last row, which mostly is that of the next one too. */
  private last: { readonly stream: StreamRun; readonly columns: StreamColumns } | undefined;

  /** `idColumn` is empty if there is no column for statement ids. */
  constructor(idColumn: string) {
    this.idColumn = idColumn;
  }

  /** Adds the columns of a row. If the row can't be sent, returns the reason and adds none. */
  admit(row: Readonly<Record<string, unknown>>, stream: StreamRun): string | undefined {
    const known = this.of(stream);
    let found: string[] | undefined;
    for (const name of Object.keys(row))
      if (!known.set.has(name)) {
        found ??= [];
        found.push(name);
      }
    if (found) {
      const free = known.maxColumns - known.set.size;
      // Omitting a column without a value loses nothing.
      if (found.length > free) found = found.filter((name) => cellOf(row[name]) !== '');
      if (found.length > free) return TOO_MANY;
      add(found, known);
    }
    if (known.names.length === 0) return 'the record has no columns';
    known.rows++;
    return undefined;
  }

  /** The columns found so far. */
  current(stream: StreamRun): readonly string[] {
    return this.of(stream).names;
  }

  /** The layout of the row that was admitted last. */
  layout(stream: StreamRun): string {
    return String(this.of(stream).earlierWidths.length);
  }

  /** The columns of a file with rows of the layout. */
  header(layout: string, stream: StreamRun): readonly string[] {
    const { names, earlierWidths } = this.of(stream);
    return names.slice(0, earlierWidths[Number(layout)]);
  }

  private of(stream: StreamRun): StreamColumns {
    if (this.last?.stream !== stream) this.last = { stream, columns: this.columnsOf(stream) };
    return this.last.columns;
  }

  private columnsOf(stream: StreamRun): StreamColumns {
    const known = this.streams.get(stream.key);
    if (known) return known;
    const declared = stream.columns.filter((name) => !PLATFORM.test(name));
    const set = new Set(this.idColumn === '' ? declared : [...declared, this.idColumn]);
    const created: StreamColumns = {
      ...{ names: [...set], set, maxColumns: set.size + MAX_UNDECLARED },
      ...{ earlierWidths: [], rows: 0, padding: 0 },
    };
    this.streams.set(stream.key, created);
    return created;
  }
}

function add(found: readonly string[], known: StreamColumns): void {
  known.padding += known.rows * found.length;
  if (known.padding > MAX_PADDING_BYTES) {
    known.earlierWidths.push(known.names.length);
    known.rows = 0;
    known.padding = 0;
  }
  for (const name of found) {
    known.set.add(name);
    known.names.push(name);
  }
}
