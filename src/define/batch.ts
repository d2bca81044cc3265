import type { Framing } from './framing.ts';
import type { StreamRun } from './stream.ts';

/** When a batch is full. Whichever comes first seals it; its age is counted from its first row. */
export interface BatchLimits {
  readonly maxRows: number;
  /** Of the batch's body, framing included. A single row that is larger is rejected. */
  readonly maxBytes?: number;
  /** Milliseconds. 30,000 when absent: a state must not wait long for a slow stream. */
  readonly maxAgeMs?: number;
}

/** What happened to one row. There is no way to say nothing. */
export type RowOutcome =
  | { readonly status: 'delivered' }
  /** Not sent on purpose: nothing to do for it at the provider. */
  | { readonly status: 'skipped' }
  /** Taken, but not in force before the operation's `finish`: answered when that resolves. */
  | { readonly status: 'staged' }
  /** Refused for good. `reason` never repeats the record; the provider's own message may. */
  | { readonly status: 'rejected'; readonly reason: string; readonly providerMessage?: string }
  /** To be sent again, this row alone. */
  | { readonly status: 'retry'; readonly reason: string };
export const delivered: RowOutcome = { status: 'delivered' };
export const staged: RowOutcome = { status: 'staged' };
/** A row as an operation sees it. */
export interface BatchRow {
  readonly index: number;
  readonly orderingKey: string | undefined;
  readonly batchKey: string | undefined;
  /** Undefined also where the operation keeps the rows of an identity separate. */
  readonly dedupKey: string | undefined;
  /** The source deleted what the row stood for; it has no text then. */
  readonly deleted: boolean;
  /** Of its text. */
  readonly bytes: number;
  /** The text that is sent for this row. */
  readonly text: string;
}

declare const settled: unique symbol;

/**
 * Proof that every row of a batch has an outcome. Only the batch makes one (`all`, `each`, `except`); the engine rejects a
 * settlement of another batch with `ERR_NOT_SETTLED`.
 */
export interface Settlement {
  readonly [settled]: true;
}

/**
 * Rows that one call of `deliver` sends. Each of the three ways to settle gives every row an outcome.
 *
 * @example
 * async deliver(batch, api) {
 *   await api.post('/events', batch.body());
 *   return batch.all(delivered);
 * }
 */
export interface Batch extends Iterable<BatchRow> {
  /** The `batchKey` that all rows share; undefined where the operation has none. */
  readonly batchKey: string | undefined;
  /** The stream that the rows come from. */
  readonly stream: StreamRun;
  /** How the texts of the rows make the body. */
  readonly framing: Framing;
  /** Number of rows. */
  readonly size: number;
  /** Bytes of the body, framing included. */
  readonly bytes: number;
  /** The texts of the rows in the operation's framing, as bytes in order. Valid until the batch is settled. */
  body(): readonly Uint8Array[];
  /** The row at an index, from 0. Throws `ERR_NO_SUCH_ROW` for any other index. */
  row(index: number): BatchRow;
  /** Gives all rows the same outcome. */
  all(outcome: RowOutcome): Settlement;
  /** Decides for each row. */
  each(decide: (row: BatchRow) => RowOutcome): Settlement;
  /** Gives the rows at these indexes their outcome; the others are delivered. */
  except(others: ReadonlyMap<number, RowOutcome>): Settlement;
  /** Some of the rows as a batch of their own, for a request without the others. It is not settled; `release` it after use. */
  part(indexes: readonly number[]): Batch;
  /** Gives the memory of the body back. Only for a `part`, after its last request has ended; the engine releases its own batches. */
  release(): void;
}
