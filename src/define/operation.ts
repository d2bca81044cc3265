import type { z } from 'zod';
import type { Batch, BatchLimits, Settlement } from './batch.ts';
import type { Context } from './context.ts';
import type { Framing } from './framing.ts';
import { checkDistinct, checkOperation } from './operation-faults.ts';
import type { Received } from './received.ts';
import type { Reject } from './reject.ts';
import type { RecordContext, StreamRun } from './stream.ts';
import type { SyncMode } from './sync-mode.ts';
import { checkSchema } from './unsupported-schema.ts';

/**
 * One way to deliver rows of one object, such as "append events". `discover` is derived from the operations.
 *
 * A record becomes a row in this order: Field Mappings, `rejectReason`, `schemaFor`, coercion to the types of `schema`,
 * `defaults`, `transform`, validation against `schema`, `serialize`, and `orderingKey`, `batchKey` and `dedupKey`. These
 * functions are synchronous, run once for each record, and have no side effects.
 *
 * **Fast path.** Most records are recognised by their text and never parsed. Every record of an operation is parsed if it has
 *
 * - `rejectReason`, `schemaFor`, `transform`, `serialize`, `orderingKey`, `batchKey` or `acceptsDeletes`,
 * - a `dedupKey`, unless it is the name of a text field and `onDuplicate` is `'separate-batches'`, or
 * - a schema that JSON Schema can't express completely, as with `.refine()`, `.check()`, or a strict object inside of a field.
 *
 * Single records are parsed if they have a field with a limit that the pattern of a text can't express, such as a maximum
 * length or `.positive()`. `defaults` keep the fast path.
 *
 * **Numbers.** A number that JavaScript would write differently, such as 5.0, or with another value, is an `ExactNumber` in
 * rows and records: the type `Received` of the row. `numberOf` accepts both.
 *
 * @example
 * const events = operation<Event, EventsApi>({
 *   object: 'event',
 *   syncModes: ['append'],
 *   schema: z.object({ id: z.string(), name: z.string() }),
 *   defaults: { id: (_row, context) => context.id() },
 *   limits: { maxRows: 100, maxBytes: 1_000_000 },
 *   framing: jsonArray,
 *   batchSemantics: 'all-or-nothing',
 *   async deliver(batch, api) {
 *     await api.post('/events', batch.body());
 *     return batch.all(delivered);
 *   },
 * });
 */
export interface Operation<Row extends object, Api> {
  /** Name of the object. Streams are routed to it by this name; several operations may share it for different sync modes. */
  readonly object: string;
  /**
   * Sync modes that the operation implements. Empty if the configuration disables the object: the error of a stream that is
   * mapped to it ends with `syncModeHint`, which says how to enable it.
   */
  readonly syncModes: readonly SyncMode[];
  /**
   * Keys that identify an object at the provider, the recommended one first; a key may have several fields. `discover` offers
   * them in sync modes that need a key, where it requires none of their fields: the form requires those of the chosen key.
   * When absent, it offers each scalar field.
   *
   * @example
   * matchingKeys: [['email'], ['first_name', 'last_name']]
   */
  readonly matchingKeys?: readonly (readonly string[])[];
  /**
   * What the provider accepts. `discover` shows it. Messages of its checks are reasons of rejected records, so they name the
   * rule and never the value. Checks see the nearest JavaScript number of an `ExactNumber`, which is every number that
   * JavaScript would write differently, such as 5.0.
   *
   * A row that fits is delivered as it is. So `operation` throws `ERR_SCHEMA_UNSUPPORTED` for a schema that would change it
   * (`default`, `prefault`, `catch`, `transform`, codecs, `z.coerce`, `trim` and the like), for types that JSON does not have,
   * and for asynchronous checks. `refine`, `check` and strict objects inside of fields are honoured. The schema sees what
   * `unmappedColumns` has left, so `z.strictObject` and a `catchall` at the top need `'keep'`: sync and `discover` fail
   * otherwise.
   */
  readonly schema: z.ZodType<Row> & z.ZodObject;
  /**
   * Returns the schema of one record where the records of an object differ in kind, or `reject(reason)`. `discover` still
   * shows `schema`. Return one of a few constant schemas: each is compiled on first use and kept. Not called for deletions
   * with `acceptsDeletes: true`. With it, `ERR_SCHEMA_UNSUPPORTED` for `schema` is thrown by `discover`, and by a sync of
   * the object: an object with many kinds often has a schema that takes long to create.
   */
  readonly schemaFor?: (context: RecordContext) => z.ZodObject | Reject;
  /** The object has no nested objects: a dot in a destination field of Field Mappings belongs to the name. `false` by default. */
  readonly flat?: boolean;
  /**
   * Columns that are not fields of `schema`. `'drop'` (default) leaves them out and logs their names once; `'keep'` sends
   * them; `into` collects them in an object field, where entries of the record itself take precedence. Columns of the
   * platform (`_airbyte_…`, `_ab_cdc_…`) are never sent.
   */
  readonly unmappedColumns?:
    | 'drop'
    | 'keep'
    | {
        /** Name of the object field that collects the columns. */
        readonly into: keyof Row & string;
      };
  /**
   * Fields that a column feeds only by a mapping: of Field Mappings, or of the platform's own mapping form. A column that
   * merely has the same name counts as unmapped.
   */
  readonly mappedOnly?: readonly (keyof Row & string)[];
  /**
   * A field whose value identifies an object across all streams, so that records of two streams may overwrite or hide one
   * another. The log warns once if several streams feed it, unless each was mapped to it. The warning ends with `advice`, a
   * sentence that says what to do.
   */
  readonly globalId?: {
    /** Name of the field. */
    readonly field: string;
    /** A sentence that says what to do; the end of the warning. */
    readonly advice: string;
  };
  /**
   * Columns that the operation reads through `RecordContext` and does not send. `discover` requires them; dropping them is
   * not logged.
   */
  readonly consumedColumns?: readonly string[];
  /**
   * Values of fields that a record lacks: absent, null or an empty string. Called in this order; `row` has the fields that
   * are set so far. Return undefined to leave a field out. A default runs for each record that lacks its field.
   *
   * @example
   * defaults: { id: (_row, context) => context.id(), session: (row) => stableId('session', row.id ?? '') }
   */
  readonly defaults?: {
    readonly [Field in keyof Row]?: (
      row: Partial<Received<Row>>,
      context: RecordContext,
    ) => Received<Row[Field]>;
  };
  /**
   * Returns a reason to reject the record, or undefined. Called for every record before it is coerced and validated,
   * including deletions unless they are skipped. The reason names fields and rules, never a value.
   */
  readonly rejectReason?: (context: RecordContext) => string | undefined;
  /**
   * Transforms the coerced row before validation, or returns `reject(reason)`. Return the same object if nothing changes,
   * which sends the record's own text; never mutate it. Not called for deletions with `acceptsDeletes: true`.
   */
  readonly transform?: (row: Received<Row>, context: RecordContext) => Received<Row> | Reject;
  /**
   * Returns the key of rows whose order counts: rows with the same key are delivered one after another, in the order of the
   * records. Without it batches are delivered in any order.
   *
   * Costs batch size: a key belongs to one of `maxConcurrency` lanes, so rows are split over as many open batches as there
   * are lanes. For a deletion with `acceptsDeletes: true` the row is empty; use `context.record`.
   */
  orderingKey?(row: Received<Row>, context: RecordContext): string;
  /**
   * Returns a value that all rows of a batch share, such as the user in the path of the request; `Batch.batchKey` has it.
   *
   * Costs an open batch for each value, and for each lane with an `orderingKey`. A sync keeps 10,000 open batches (3 KiB each
   * beside their rows); beyond that the oldest is closed. For a deletion with `acceptsDeletes: true` the row is empty; use
   * `context.record`.
   */
  batchKey?(row: Received<Row>, context: RecordContext): string;
  /**
   * Key that makes two rows the same object for the provider: a function, or the name of a field with a text or a number.
   * Numbers of the same value have the same key. `onDuplicate` says how such rows are delivered; without it the key is only
   * passed on as `BatchRow.dedupKey`. A row without the field has no key.
   *
   * Costs the bytes of the key for each row until it has an outcome; with `'separate-batches'` a hash only, unless deletions
   * are rows. With `acceptsDeletes: true` use a function: the row of a deletion is empty, so its key comes from
   * `context.record` or `context.id()`.
   */
  readonly dedupKey?: (keyof Row & string) | ((row: Received<Row>, context: RecordContext) => string);
  /**
   * How rows with the same dedup key are delivered. Needs `dedupKey`.
   *
   * - `'keep-last'`: a batch sends the last of them; the others count as skipped when it is delivered, and are rejected with
   *   it. Combine it with `orderingKey` if versions in different batches have to be applied in order. A deletion is a version
   *   like any other.
   * - `'same-batch'`: they share a batch unless it is full by bytes. A batch that is full by rows waits one second for more
   *   of them, and may exceed `maxRows` by them.
   * - `'separate-batches'`: they never share a batch. An equal row, whose keys may have another order, is sent once, and both
   *   get its outcome; a different one goes into a later batch, which is delivered after every row of the earlier one has an
   *   outcome. Up to eight batches of a lane and batch key are open for it.
   */
  readonly onDuplicate?: 'keep-last' | 'same-batch' | 'separate-batches';
  /**
   * Records that a CDC source marks as deleted (`_ab_cdc_deleted_at`).
   *
   * - `false` (default): they are skipped before anything else; the log gives their number.
   * - `true`: they become rows with `deleted: true` and no content: neither coerced, transformed nor validated. Key functions
   *   get an empty row.
   * - `'rows'`: they are prepared like all records; `transform` or `serialize` turns them into rows that delete.
   */
  readonly acceptsDeletes?: boolean | 'rows';
  /** How a user has deletions sent, for the warning about skipped ones: `switch on Allow Deletions (allow_deletions)`. */
  readonly deletionHint?: string;
  /** When a batch is closed. */
  readonly limits: BatchLimits;
  /** How rows form a body: `jsonArray`, `ndjson`, `oneRowPerRequest` or another. */
  readonly framing: Framing;
  /**
   * Returns the text of a row in the body; JSON by default. Use `stringifyExact`, which keeps the text of an `ExactNumber`:
   * `JSON.stringify` keeps its value, and writes 5 for 5.0.
   */
  serialize?(row: Received<Row>, context: RecordContext): string;
  /**
   * Dry run: asks the provider whether it would accept the rows, and stores nothing. Throws a `reject` error if not. The
   * engine then bisects a rejected batch with it: at most 2·k·log₂(n) requests find k invalid rows among n, the others are
   * delivered together.
   */
  validate?(batch: Batch, api: Api, context: Context): Promise<void>;
  /**
   * `'all-or-nothing'`: a rejected batch left nothing behind, so the engine delivers its halves until the invalid rows are
   * found. Without it and without `validate`, a `reject` error for several rows ends the sync (`ERR_REJECTED_ROWS_UNKNOWN`).
   */
  readonly batchSemantics?: 'all-or-nothing';
  /**
   * Sends the rows and returns an outcome for each: `batch.all(delivered)`, `batch.each(…)` or `batch.except(…)`. Calls run
   * concurrently, one per lane.
   *
   * What it throws decides about the whole batch:
   * - `transient` or `rate_limit`: the same rows are sent again, with growing waits, for 15 minutes after the first failure.
   * - `reject`: the invalid rows are found by `validate` or by halving; a batch of one row is rejected.
   * - anything else ends the sync.
   *
   * @example
   * async deliver(batch, api) {
   *   const { failed } = await api.post('/events', batch.body());
   *   return batch.except(new Map(failed.map((index) => [index, { status: 'rejected', reason: 'the event is not accepted' }])));
   * }
   */
  deliver(batch: Batch, api: Api, context: Context): Promise<Settlement>;
  /**
   * Publishes staged rows, such as by replacing old data. Called once for each stream with records, after every
   * stream of the sync has completed and all rows have an outcome; never for an interrupted sync. Repeated after a transient
   * error, so it has to be idempotent. It may publish rows of several streams.
   *
   * Costs latency: states of the stream are emitted only after it resolves.
   */
  commit?(stream: StreamRun, api: Api, context: Context): Promise<void>;
}

/** An operation of any row type: what `Destination.operations` returns. */
export type AnyOperation<Api = unknown> = Operation<Record<string, unknown>, Api>;

/** The members of an operation. A misspelt one would have no effect, and the compiler accepts it where an object is spread. */
const MEMBERS: Readonly<Record<keyof AnyOperation, true>> = {
  object: true,
  syncModes: true,
  matchingKeys: true,
  schema: true,
  schemaFor: true,
  flat: true,
  unmappedColumns: true,
  mappedOnly: true,
  globalId: true,
  consumedColumns: true,
  defaults: true,
  rejectReason: true,
  transform: true,
  orderingKey: true,
  batchKey: true,
  dedupKey: true,
  onDuplicate: true,
  acceptsDeletes: true,
  deletionHint: true,
  limits: true,
  framing: true,
  serialize: true,
  validate: true,
  batchSemantics: true,
  deliver: true,
  commit: true,
};

/**
 * Checks the types of an operation against its `schema` and returns it unchanged, as an `AnyOperation`. Throws
 * `ERR_SCHEMA_UNSUPPORTED` for a schema that the engine can't honour (with `schemaFor` later, when the object is used), and
 * `ERR_DEFINITION_INVALID` for members that contradict one another, such as `onDuplicate` without `dedupKey`, for unknown members
 * and values, and for the name of a field that `schema` does not have.
 *
 * @example
 * export const users = operation<User, UsersApi>({
 *   object: 'user',
 *   syncModes: ['append'],
 *   schema: z.object({ email: z.string() }),
 *   limits: { maxRows: 1 },
 *   framing: oneRowPerRequest,
 *   async deliver(batch, api) {
 *     await api.post('/users', batch.body());
 *     return batch.all(delivered);
 *   },
 * });
 */
export function operation<Row extends object, Api>(definition: Operation<Row, Api>): AnyOperation<Api> {
  const made = definition as unknown as AnyOperation<Api>;
  checkMembers(made);
  if (!definition.schemaFor) checkSchema(definition.object, definition.schema);
  return made;
}

/**
 * Checks the operations that a definition returned, and returns them. Members are checked here for an operation that
 * `operation()` did not make, such as a copy with another member. Throws `ERR_DEFINITION_INVALID` as `operation()` does, and for
 * two operations of one object and sync mode.
 */
export function checkOperations(operations: readonly AnyOperation[]): readonly AnyOperation[] {
  for (const each of operations) checkMembers(each);
  checkDistinct(operations);
  return operations;
}

/** Operations whose members were checked. `operations` may return the same ones each time. */
const checked = new WeakSet<object>();

function checkMembers(operation: AnyOperation<never>): void {
  if (checked.has(operation)) return;
  checkOperation(operation, MEMBERS);
  checked.add(operation);
}
