import type { Framing } from './framing.ts';
import type { StreamRun } from './stream.ts';

/** Limits of one batch. The first limit that is reached closes the batch; a state never does. */
export interface BatchLimits {
  /** Rows of a batch at most. 1 sends each row by itself. */
  readonly maxRows: number;
  /**
   * Bytes of the body at most, framing included; unlimited when absent. A row that is larger by itself is rejected. Twice the
   * largest `maxBytes` of a sync is added to its memory budget of 16 MiB.
   */
  readonly maxBytes?: number;
  /**
   * Milliseconds from the first row until the batch is closed; 30,000 when absent. It bounds how long a state waits for a slow
   * stream.
   */
  readonly maxAgeMs?: number;
}

/**
 * Result of one row. Every outcome except `staged` and `retry` is final and lets the states after the row be emitted.
 *
 * - `delivered`: the provider has confirmed the row.
 * - `skipped`: the row needs no request; it counts as delivered.
 * - `staged`: the provider stores the row, but has not published it. It becomes `delivered` when `commit` resolves.
 * - `rejected`: the row is not delivered and not repeated. It goes to the reject store and counts against Maximum Rejected
 *   Records (%) (`max_rejected_percent`). `reason` is logged, so it names fields and rules and never a value of the record;
 *   `providerMessage` is the provider's own text and may repeat the record.
 * - `retry`: this row is sent again without the settled rows of its batch. If no row of a batch makes progress for 15
 *   minutes, the sync fails with a transient error.
 */
export type RowOutcome =
  | { readonly status: 'delivered' }
  | { readonly status: 'skipped' }
  | { readonly status: 'staged' }
  | {
      readonly status: 'rejected';
      /** Names the field and the rule; logged and stored with the record. Never a value of the record. */
      readonly reason: string;
      /** The provider's own text. The reject store keeps it with secrets masked. */
      readonly providerMessage?: string;
    }
  | {
      readonly status: 'retry';
      /** Names what the row waits for; part of the error if no row makes progress. Never a value of the record. */
      readonly reason: string;
    };

/** The outcome of a row that the provider has confirmed. */
export const delivered: RowOutcome = { status: 'delivered' };

/** The outcome of a row that needs no request; it counts as delivered. */
export const skipped: RowOutcome = { status: 'skipped' };

/** The outcome of a row that takes effect with the operation's `commit`. Only for operations that have one. */
export const staged: RowOutcome = { status: 'staged' };

/** One row of a batch. Its members are read on demand; `text` is decoded from `encoded` each time. */
export interface BatchRow {
  /** Position in the batch, from 0. `Batch.except` and `Batch.part` take it. */
  readonly index: number;
  /** What the operation's `orderingKey` returned; undefined without one. */
  readonly orderingKey: string | undefined;
  /** What the operation's `batchKey` returned; undefined without one. */
  readonly batchKey: string | undefined;
  /**
   * The row's `dedupKey`; undefined without one, and with `onDuplicate: 'separate-batches'` unless `acceptsDeletes` is true: only
   * a hash is kept then.
   */
  readonly dedupKey: string | undefined;
  /** Whether the row deletes an object. Only with `acceptsDeletes: true`; its `text` is `null` then. */
  readonly deleted: boolean;
  /** Bytes of `text` in UTF-8. */
  readonly bytes: number;
  /** `text` in UTF-8: a part of the body, which is valid until the batch is settled. */
  readonly encoded: Uint8Array;
  /** The row's text in the body: JSON, or what `serialize` returned. */
  readonly text: string;
}

declare const settled: unique symbol;

/**
 * Proof that every row of a batch has an outcome. Only `Batch.all`, `each` and `except` return one; a settlement of another batch
 * ends the sync with `ERR_NOT_SETTLED`.
 */
export interface Settlement {
  /** Brand: only a batch makes settlements. */
  readonly [settled]: true;
}

/**
 * Rows that one call of `deliver` sends. `all`, `each` and `except` settle it: each of them gives every row an outcome.
 *
 * @example
 * async deliver(batch, api) {
 *   await api.post('/events', batch.body());
 *   return batch.all(delivered);
 * }
 */
export interface Batch extends Iterable<BatchRow> {
  /** The `batchKey` that all rows share; undefined when the operation has none. */
  readonly batchKey: string | undefined;
  /** The stream that all rows come from. */
  readonly stream: StreamRun;
  /** The operation's framing: the texts before, between and after the rows in the body. */
  readonly framing: Framing;
  /** Number of rows, at least 1. */
  readonly size: number;
  /** Bytes of the body, framing included. */
  readonly bytes: number;
  /**
   * The texts of the rows in the operation's framing, as UTF-8 chunks in order. Nothing is copied: the chunks are valid until
   * the batch is settled. `HttpRequest.body` takes them as they are.
   *
   * Throws `ERR_DELETION_IN_BODY` if a row has `deleted: true`: it has no text. Send the body of a `part` with the other rows.
   */
  body(): readonly Uint8Array[];
  /** Returns the row at an index. Throws `ERR_NO_SUCH_ROW` unless the index is an integer from 0 to `size - 1`. */
  row(index: number): BatchRow;
  /** Gives all rows the same outcome. */
  all(outcome: RowOutcome): Settlement;
  /**
   * Gives each row the outcome that `decide` returns for it, in order.
   *
   * @example
   * return batch.each(({ dedupKey }) => (stored.has(dedupKey) ? delivered : { status: 'retry', reason: 'not stored yet' }));
   */
  each(decide: (row: BatchRow) => RowOutcome): Settlement;
  /**
   * Gives the rows at these indexes their outcome; all others are delivered. Throws `ERR_NO_SUCH_ROW` for an index outside
   * the batch.
   *
   * @example
   * const rejected = errors.map(({ index, message }) =>
   *   [index, { status: 'rejected', reason: 'the provider does not accept it', providerMessage: message }] as const);
   * return batch.except(new Map(rejected));
   */
  except(others: ReadonlyMap<number, RowOutcome>): Settlement;
  /**
   * Copies the rows at these indexes into a new batch, for a request without the others. Its rows are numbered from 0. Settle
   * the original batch, not the part; call `release` on the part after its last request.
   */
  part(indexes: readonly number[]): Batch;
  /** Releases the memory of a `part`, after its last request has ended. The engine releases its own batches. */
  release(): void;
}
