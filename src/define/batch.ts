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
