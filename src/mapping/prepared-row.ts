/** A record made ready for its operation. */
export interface PreparedRow {
  /** The row's part of the body: JSON, or what `serialize` returned. */
  readonly text: string;
  /** What `orderingKey` returned; undefined without one. */
  readonly orderingKey: string | undefined;
  /** What `batchKey` returned; undefined without one. */
  readonly batchKey: string | undefined;
  /** Undefined where rows of one identity are kept separate: then there is its hash. */
  readonly dedupKey: string | undefined;
  /** Of the identity, where rows of one identity are kept separate. */
  readonly hash: number | undefined;
  /** The source deleted what the record stood for. */
  readonly deleted: boolean;
  /** The text is the record's own, untouched. */
  readonly unchanged: boolean;
}

/** Why a record is not delivered, without its content. */
export interface RejectedRecord {
  /** Names fields and rules, never a value. */
  readonly reason: string;
  /** It is skipped, since the source deleted it and its operation deletes nothing; else it is rejected. */
  readonly isDeletion?: true;
}
