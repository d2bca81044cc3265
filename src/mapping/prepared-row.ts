/** A record that was prepared for its operation. */
export interface PreparedRow {
  /** The row's part of the body: JSON, or what `serialize` returned. */
  readonly text: string;
  /** What `orderingKey` returned; undefined without one. */
  readonly orderingKey: string | undefined;
  /** What `batchKey` returned; undefined without one. */
  readonly batchKey: string | undefined;
  /** What `dedupKey` returned; undefined with `onDuplicate: 'separate-batches'`, which needs only `hash`. */
  readonly dedupKey: string | undefined;
  /** Hash of the dedup key, with `onDuplicate: 'separate-batches'`. */
  readonly hash: number | undefined;
  /** The source deleted the object of the record. */
  readonly deleted: boolean;
  /** The text is that of the record, unchanged. */
  readonly unchanged: boolean;
}

/** Why a record is not delivered, without its content. */
export interface RejectedRecord {
  /** Contains names of fields and rules, never a value. */
  readonly reason: string;
  /** Skipped instead of rejected: the source deleted the object, and the operation has no deletions. */
  readonly isDeletion?: true;
}
