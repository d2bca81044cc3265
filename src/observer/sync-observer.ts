import type { WaitReason } from '../define/wait-reason.ts';

/** Counts of the records of a sync. */
export interface RecordCounts {
  readonly received: number;
  readonly delivered: number;
  readonly skipped: number;
  readonly rejected: number;
}

/**
 * Receives what happens in a sync: a call for each request, wait and state, and none for a record. The status line, the
 * progress in the log, the summary and the report are made from it.
 */
export interface SyncObserver {
  /** A request is sent. Call the returned function with its status, or the code of the error that it ended with. */
  requestSent(): (result: number | string) => void;
  /** A wait starts; call the returned function when it is over. */
  waiting(reason: WaitReason): () => void;
  /** A state was emitted. `records`: number of records since the state before it. */
  stateEmitted(records: number): void;
  /** The sync has started; `counts` returns its counts at any moment. */
  started(counts: () => RecordCounts): void;
}
