import type { Log, StreamRun } from '@airbyte-ts/cdk';
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

const AMBIGUOUS =
  'the record has a value in a column whose name equals that of another column, apart from outer white space and line breaks: give ' +
  'one of them another name with Field Mappings (field_mappings)';

interface StreamColumns {
  readonly names: string[];
  readonly set: Set<string>;
  /** The headers of these columns. */
  readonly headers: Set<string>;
  readonly maxColumns: number;
  hasWarned: boolean;
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
 * shorter ones. Headers are unique and trimmed. A column whose header would be repeated is not sent, and records with a value in
 * it are rejected; one whose header would be blank is not sent, with a warning, because no template can read it. A new layout
 * begins when the padding would make a file too large; rows of different layouts share no file.
 */
export class Columns {
  private readonly streams = new Map<string, StreamColumns>();
  private readonly idColumn: string;
  /** The stream of the last row, which mostly is that of the next one too. */
  private last: { readonly stream: StreamRun; readonly columns: StreamColumns } | undefined;

  private readonly log: Pick<Log, 'warn'>;

  /** `idColumn` is empty if there is no column for statement ids. */
  constructor(idColumn: string, log: Pick<Log, 'warn'>) {
    this.idColumn = idColumn;
    this.log = log;
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
      const omitted = unusableIn(found, known.headers);
      // Omitting a column without a value loses nothing.
      const lost = omitted.filter((name) => cellOf(row[name]) !== '');
      if (lost.some((name) => headerOf(name) !== '')) return AMBIGUOUS;
      if (lost.length > 0) this.warnOfBlank(known, stream);
      if (omitted.length > 0) found = found.filter((name) => !omitted.includes(name));
      const free = known.maxColumns - known.set.size;
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

  /** The header of a file with rows of the layout. */
  header(layout: string, stream: StreamRun): readonly string[] {
    const { names, earlierWidths } = this.of(stream);
    return names.slice(0, earlierWidths[Number(layout)]).map(headerOf);
  }

  private warnOfBlank(known: StreamColumns, { name }: StreamRun): void {
    if (!known.hasWarned)
      this.log.warn(
        `Stream "${name}": records have values in a column with a blank name. It is not sent, because no template can read it. Give it a name at the source.`,
      );
    known.hasWarned = true;
  }

  private of(stream: StreamRun): StreamColumns {
    if (this.last?.stream !== stream) this.last = { stream, columns: this.columnsOf(stream) };
    return this.last.columns;
  }

  private columnsOf(stream: StreamRun): StreamColumns {
    const known = this.streams.get(stream.key);
    if (known) return known;
    const { idColumn } = this;
    const declared = stream.columns.filter((name) => !PLATFORM.test(name));
    // The column of the statement ids keeps its header.
    const others = declared.filter((name) => name !== idColumn || name === '');
    const unusable = new Set(unusableIn(others, new Set([headerOf(idColumn)])));
    const set = new Set(declared.filter((name) => !unusable.has(name)));
    if (idColumn !== '') set.add(idColumn);
    const headers = new Set(Array.from(set, headerOf));
    const created: StreamColumns = {
      ...{ names: [...set], set, headers, maxColumns: set.size + MAX_UNDECLARED },
      ...{ hasWarned: false, earlierWidths: [], rows: 0, padding: 0 },
    };
    this.streams.set(stream.key, created);
    return created;
  }
}

/** The columns whose header would be blank, or repeat one of these headers or of a column before. */
function unusableIn(names: readonly string[], known: ReadonlySet<string>): readonly string[] {
  const headers = new Set<string>(['']);
  return names.filter((name) => {
    const header = headerOf(name);
    const isUnusable = known.has(header) || headers.has(header);
    headers.add(header);
    return isUnusable;
  });
}

/** The header of a column. */
const headerOf = (name: string): string => cellOf(name).trim();

function add(found: readonly string[], known: StreamColumns): void {
  known.padding += known.rows * found.length;
  if (known.padding > MAX_PADDING_BYTES) {
    known.earlierWidths.push(known.names.length);
    known.rows = 0;
    known.padding = 0;
  }
  for (const name of found) {
    known.set.add(name);
    known.headers.add(headerOf(name));
    known.names.push(name);
  }
}
