import { intoOf } from '../define/field-names.ts';
import type { AnyOperation } from '../define/operation.ts';
import { Reject } from '../define/reject.ts';
import type { RecordContext } from '../define/stream.ts';
import { holdsExact, stringifyExact, withPlainNumbers } from '../protocol/exact.ts';
import { mayHoldExact } from '../protocol/exact-search.ts';
import { parseExact } from '../protocol/parse-exact.ts';
import type { KnownRows } from './fast-path/known-rows.ts';
import type { RowKeys } from './identity/row-keys.ts';
import type { PreparedRow, RejectedRecord } from './prepared-row.ts';
import type { ContextOf } from './record-context.ts';
import { problemOf, type RecordKind } from './record-kinds.ts';

type Data = Readonly<Record<string, unknown>>;

export interface RowMakerOptions {
  readonly operation: AnyOperation;
  readonly kind: RecordKind;
  readonly rename: (data: Data) => Data;
  readonly contextOf: ContextOf;
  readonly keysOf: (row: Record<string, unknown>, of: RecordContext) => RowKeys;
  /** Whether functions of the operation read values, so that records are passed with their exact numbers. */
  readonly seesValues: boolean;
  /** Learns from each row, where records are recognised by their text. */
  readonly known: KnownRows | undefined;
  /** Called with each field that is not sent, because the provider has none of this name. */
  readonly onUnknownField: (field: string) => void;
}

/** Makes rows from the records of one kind: coerces, fills in defaults, transforms, validates and serialises. */
export class RowMaker {
  private readonly options: RowMakerOptions;
  private readonly kind: RecordKind;
  private readonly transform: AnyOperation['transform'];
  private readonly serialize: AnyOperation['serialize'];
  private readonly hidden: readonly string[];
  /** Field that collects the columns that are no fields; undefined if a default may fill it too. */
  private readonly bag: string | undefined;

  constructor(options: RowMakerOptions) {
    this.options = options;
    this.kind = options.kind;
    this.transform = options.operation.transform;
    this.serialize = options.operation.serialize;
    this.hidden = options.operation.mappedOnly ?? [];
    const { unmappedColumns, defaults = {} } = options.operation;
    const into = intoOf(unmappedColumns);
    this.bag = into !== undefined && !Object.hasOwn(defaults, into) ? into : undefined;
  }

  /**
   * Makes the row of a record. `parsed` is the parsed text, `seen` the same with exact numbers if the operation sees values, and
   * `renamed` is `seen` with the names of fields.
   */
  make(text: string, parsed: Data, seen: Data, renamed: Data): PreparedRow | RejectedRecord {
    const isShaped = renamed === parsed && !this.hidden.some((name) => Object.hasOwn(parsed, name));
    if (isShaped && this.kind.check.fitsAsItIs(parsed)) return this.rowOfFitting(text, parsed);
    const { contextOf, rename, seesValues, onUnknownField } = this.options;
    this.kind.reportUnknown?.(renamed, onUnknownField);
    const data = seesValues ? seen : withExactNumbers(parsed, text);
    const of = contextOf(data, data === seen ? renamed : rename(data));
    const shaped = this.kind.shape(of.record, of) as Record<string, unknown>;
    const { transform } = this;
    const row = transform ? transform(shaped, of) : shaped;
    if (row instanceof Reject) return row;
    return this.rowOfChanged(text, data, row, of, data === parsed);
  }

  /** Makes the row of a record that is valid as it is, so that only `transform` can change it. */
  private rowOfFitting(text: string, parsed: Data): PreparedRow | RejectedRecord {
    const { transform, serialize } = this;
    const of = this.options.contextOf(parsed, parsed);
    const row = transform ? transform(parsed as Record<string, unknown>, of) : parsed;
    if (row instanceof Reject) return row;
    if (row !== parsed) return this.rowOfChanged(text, parsed, row, of, true);
    const isSame = serialize === undefined;
    const prepared = this.prepared(isSame ? text : this.written(row, of, false), isSame, row, of);
    this.options.known?.learn(text, prepared);
    return prepared;
  }

  /** Validates and serialises a row. `data` is the record that it was made from; `isPlain`: it has no ExactNumbers. */
  private rowOfChanged(
    text: string,
    data: Data,
    row: Data,
    of: RecordContext,
    isPlain: boolean,
  ): PreparedRow | RejectedRecord {
    // The row is searched once, because that costs as much as validating it.
    const isExact = isPlain && !this.transform ? this.isMadeExact(row, of) : holdsExact(row);
    const wrong = problemOf(isExact ? (withPlainNumbers(row) as Data) : row, this.kind);
    if (wrong !== undefined) return { reason: wrong };
    const isSame = row === data && this.serialize === undefined;
    const prepared = this.prepared(isSame ? text : this.written(row, of, isExact), isSame, row, of);
    if (row !== data) this.options.known?.learn(text, prepared);
    return prepared;
  }

  /**
   * Whether the row of a record without ExactNumbers has some: defaults, and texts that were coerced to numbers, may be exact.
   * The columns that were moved to one field are as in the record, and may be many.
   */
  private isMadeExact(row: Data, { record }: RecordContext): boolean {
    const { bag } = this;
    if (bag === undefined || Object.hasOwn(record, bag)) return holdsExact(row);
    for (const name in row) if (name !== bag && holdsExact(row[name])) return true;
    return false;
  }

  /** Serialises a row. `isExact`: it has ExactNumbers. */
  private written(row: Data, of: RecordContext, isExact: boolean): string {
    const { serialize } = this;
    const write = isExact ? stringifyExact : JSON.stringify;
    return serialize?.(row as Record<string, unknown>, of) ?? write(row);
  }

  private prepared(text: string, unchanged: boolean, row: Data, of: RecordContext): PreparedRow {
    return {
      text,
      ...this.options.keysOf(row as Record<string, unknown>, of),
      deleted: false,
      unchanged,
    };
  }
}

/** Returns a parsed record with all digits of its text; the same object if that changes no number. */
export const withExactNumbers = (parsed: Data, text: string): Data =>
  mayHoldExact(text) ? (parseExact(text, parsed) as Data) : parsed;
