import type { z } from 'zod';
import type { Batch, BatchLimits, Settlement } from './batch.ts';
import type { Context } from './context.ts';
import type { Framing } from './framing.ts';
import type { Reject } from './reject.ts';
import type { RecordContext, StreamRun } from './stream.ts';
import type { SyncMode } from './sync-mode.ts';

/** One thing a provider can do with one kind of object. `discover` is derived from it. */
export interface Operation<Row extends object, Api> {
  /** What the provider stores. Streams are routed to it by this name. */
  readonly object: string;
  /** None at all: the object exists, but the configuration does not allow it (`modeHint` says what would). */
  readonly syncModes: readonly SyncMode[];
  /**
   * Alternatives of fields that identify an object at the provider, the recommended one first; each may have parts. Without them
   * any one field may be chosen for the key in modes that need one.
   */
  readonly matchingKeys?: readonly (readonly string[])[];
  /**
   * What the provider accepts, strictly and without transforms: a row that fits is delivered as it is. The messages
   * of its checks become the reasons of rejected records, so they name the rule and never the value.
   *
   * Numbers are judged by the nearest JavaScript number. One that has more digits is an `ExactNumber` in the row, although the
   * row's type says `number`: `numberOf` takes both.
   */
  readonly schema: z.ZodType<Row> & z.ZodObject;
  /**
   * The fields of this one record, where the records of an object differ in kind, or `reject(reason)`. `fields` is then
   * what discover shows. Returns one of a few schemas: each is compiled once.
   */
  readonly schemaFor?: (record: Readonly<Record<string, unknown>>) => z.ZodObject | Reject;
  /** The object has no objects in it: a dot in a destination field of Field Mappings is a dot of its name. */
  readonly flat?: boolean;
  /** Columns that are not among the fields: dropped (and named in the log), kept, or collected into a field of their own. */
  readonly unmappedColumns?: 'drop' | 'keep' | { readonly into: keyof Row & string };
  /**
   * Fields that no column becomes by its name alone: only where a field mapping says so, or where the platform mapped the columns of
   * the stream. Any other column of that name counts as one that is not among the fields.
   */
  readonly mappedOnly?: readonly (keyof Row & string)[];
  /**
   * A field whose value identifies something at the provider whichever stream it comes from, so that records of two streams may
   * overwrite or hide one another. The log warns once when several streams bring it and a column of one of them has it by its
   * name alone. `advice` is a sentence that says what to do then.
   */
  readonly globalId?: { readonly field: string; readonly advice: string };
  /** Columns that the operation reads from each record and that are not sent: they have to be mapped, and dropping them is no news. */
  readonly consumedColumns?: readonly string[];
  /** Called in this order for fields that a record lacks (absent, null or empty), with what is known so far. */
  readonly defaults?: {
    readonly [Field in keyof Row]?: (row: Partial<Row>, context: RecordContext) => Row[Field];
  };
  /** Why a record can't be delivered, whatever it holds otherwise. Asked of every record, of deletions with `deletes` too. */
  readonly rejectReason?: (context: RecordContext) => string | undefined;
  /**
   * Finishes a row whose values have their types, before it is validated: returns the row it was given if nothing has to
   * change (it never changes that one itself), or `reject(reason)`.
   */
  readonly transform?: (row: Row, context: RecordContext) => Row | Reject;
  /** Rows with the same key are delivered in the order they came. Without it rows have no order. */
  orderingKey?(row: Row, context: RecordContext): string;
  /** Rows of different groups never share a batch. */
  batchKey?(row: Row, context: RecordContext): string;
  /**
   * What makes two rows the same thing to the provider: a function, or the name of a field of text whose value it is. With a name,
   * records are still recognised by their text. A deletion has an identity too, made from its record alone, so an operation
   * with `deletes` gives a function.
   */
  readonly dedupKey?: (keyof Row & string) | ((row: Row, context: RecordContext) => string);
  /**
   * How rows of one identity are delivered. `last`: of those in a batch only the last is sent, the others are answered with
   * it. `together`: they share a batch, unless it is full by bytes. `separate`: they never share a batch. Rows of the same text
   * that meet in a batch are sent once and both are answered; a row of another text goes into a later batch, which is not
   * delivered before each row of the earlier one is answered. Rows of a `separate` operation have no `identity` in the batch.
   */
  readonly onDuplicate?: 'keep-last' | 'same-batch' | 'separate-batches';
  /**
   * What is done with records that a CDC source marks as deleted (`_ab_cdc_deleted_at`). With `true` they become rows that say so,
   * neither validated nor with a text. With `'rows'` they become rows like any other, and the operation makes of them what deletes.
   * Without it they are skipped before anything else is asked of them, and the log says how many.
   */
  readonly acceptsDeletes?: boolean | 'rows';
  readonly limits: BatchLimits;
  /** How rows make a body. */
  readonly framing: Framing;
  /** The text of one row in the body; JSON when absent. */
  serialize?(row: Row, context: RecordContext): string;
  /**
   * Asks the provider whether it would take these rows, storing nothing; throws a `reject` error if not. With it the
   * engine finds the rows at fault in a batch that was refused without naming them.
   */
  validate?(batch: Batch, api: Api, context: Context): Promise<void>;
  /** Says that a refused batch left nothing behind, so that its parts may be tried. Only needed without `probe`. */
  readonly batchSemantics?: 'all-or-nothing';
  /**
   * Delivers the rows and answers each of them. What it throws is classified: transient errors are repeated with the
   * same rows, a `reject` error is narrowed down to the rows at fault, everything else ends the sync.
   */
  deliver(batch: Batch, api: Api, context: Context): Promise<Settlement>;
  /**
   * Brings into force what was delivered, once, after the last row of a stream that had records and ended well; not when it was cut
   * short. By then all streams have ended well and their rows are staged, so it may bring more than its own into force. Rows
   * settled as `staged` are answered when it resolves. May be called again after a transient error.
   */
  commit?(stream: StreamRun, api: Api, context: Context): Promise<void>;
}

/** An operation whose own row type nobody has to know. */
export type AnyOperation<Api = unknown> = Operation<Record<string, unknown>, Api>;

/** Checks an operation's types against its fields, and forgets them. */
export function operation<Row extends object, Api>(definition: Operation<Row, Api>): AnyOperation<Api> {
  return definition as unknown as AnyOperation<Api>;
}
