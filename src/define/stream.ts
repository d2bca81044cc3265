import type { SyncMode } from './sync-mode.ts';

/** The record that a row is made from, and its stream. */
export interface RecordContext {
  /** The columns as the source sent them, renamed by Field Mappings (`field_mappings`). Values are not coerced. */
  readonly record: Readonly<Record<string, unknown>>;
  /** The stream of the record. */
  readonly stream: StreamRun;
  /**
   * Returns a UUID (version 5) of the stream and the record's primary key, or of the whole record if it has no complete
   * primary key. The same record has the same id in every attempt, process and sync, so it makes requests idempotent. Field
   * Mappings do not change it.
   *
   * Rejects the record if the sync mode needs a primary key and the record lacks a value of it. Costs a SHA-1 hash on the
   * first call.
   */
  id(): string;
}

/** One stream of the catalog in this sync. */
export interface StreamRun {
  /** Name of the stream in the catalog. */
  readonly name: string;
  /** Namespace of the stream in the catalog, such as the schema of a database; null without one. */
  readonly namespace: string | null;
  /** Namespace and name as one text, unique in the catalog. */
  readonly key: string;
  /** How the records of the stream are written. */
  readonly syncMode: SyncMode;
  /** Paths of the columns that identify a record, by the source's names; empty without a key. */
  readonly primaryKey: readonly (readonly string[])[];
  /** JSON Schema of the columns, by the source's names and types; `{}` if the catalog has none. */
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  /** Top-level columns that the catalog declares, in its order, followed by those that Field Mappings add. */
  readonly columns: readonly string[];
  /**
   * Number of the platform's job, the same in all its attempts: `sync_id` of the catalog, or the variable `WORKER_JOB_ID`.
   * Undefined without either, and for clients that number every sync 1, as PyAirbyte does.
   */
  readonly syncId: number | undefined;
  /**
   * Number of the generation that the records belong to (`generation_id` of the catalog); a refresh raises it. Undefined if
   * the client sends none, or numbers every generation 1, as PyAirbyte does.
   */
  readonly generationId: number | undefined;
}

/** A stream of the catalog, with the object that it feeds. */
export interface RoutedStream extends StreamRun {
  /** `Operation.object` of the operation that delivers the stream. */
  readonly object: string;
}
