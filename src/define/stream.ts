/** The record a row comes from, for what is derived from it. */
export interface RecordContext {
  /** Its columns, renamed as the user configured and otherwise as the source sent them. */
  readonly record: Readonly<Record<string, unknown>>;
  /** The stream it came in. */
  readonly stream: StreamRun;
  /**
   * A uuid (version 5) of the stream and the record's primary key, or else of the record's whole content: the same
   * record has the same id in every attempt, process and sync. In a sync mode that needs a key, a record that lacks it is
   * rejected when its id is asked for.
   */
  id(): string;
}

/** A stream in this sync. */
export interface StreamRun {
  readonly name: string;
  readonly namespace: string | null;
  /** A text for the stream that no other stream has. */
  readonly key: string;
  /** The top-level columns that the catalog declares, in its order, then those that Field Mappings make. */
  readonly columns: readonly string[];
  /**
   * Number of the platform's job, the same for all its attempts: `sync_id` of the catalog, else the variable `WORKER_JOB_ID`.
   * Undefined where there is neither, and where the client numbers every sync 1, as PyAirbyte does.
   */
  readonly syncId: number | undefined;
  /** Number of the generation that the records belong to. Undefined where the platform sends none, or numbers every one 1. */
  readonly generationId: number | undefined;
}
