import type { ConfiguredStream } from '../configured-catalog.ts';
import {
  type Json,
  record,
  type StateOptions,
  type StreamName,
  streamState,
  streamStatus,
  withColumns,
} from '../messages.ts';
import type { SubjectObject } from '../subject.ts';

/** Options of a stream of a case. */
export interface TestStreamOptions {
  /** Name of the stream; derived from the object by default. */
  readonly name?: string;
  /** Namespace of the stream; none by default. */
  readonly namespace?: string | null;
  /** Destination sync mode; the object's first one by default. */
  readonly mode?: string;
  /** Generations, as for a connector of a registry; absent as for a custom connector. */
  readonly generations?: {
    /** `generation_id` of the catalog. */
    readonly generation: number;
    /** `minimum_generation_id` of the catalog. */
    readonly minimum: number;
  };
  /** Replaces members of the configured stream. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A stream of the catalog, and its input lines. Records of different numbers have different keys. */
export interface TestStream extends StreamName {
  /** The stream in the configured catalog. */
  readonly configured: ConfiguredStream;
  /** Returns a valid record, with more columns as JSON text by name. */
  record(i: number, columns?: Readonly<Record<string, string>>): string;
  /** Returns the keys of the records from `from` up to `to`, exclusive. */
  keys(from: number, to: number): string[];
  /** Returns the records from `from` up to `to`, exclusive. */
  records(from: number, to: number): string[];
  /** Returns a record with this data. */
  with(data: Json): string;
  /** Returns a STREAM state; see `streamState`. */
  state(blob: Json | undefined, options?: StateOptions): string;
  /** Returns the status COMPLETE of the stream. */
  complete(): string;
}

export function testStream(object: SubjectObject, options: TestStreamOptions = {}): TestStream {
  const { name = object.stream ?? `acceptance_${object.name}`, namespace, generations } = options;
  const mode = options.mode ?? object.modes[0] ?? 'append';
  const stream: StreamName = { name, ...(namespace !== undefined && { namespace }) };
  const one = (i: number, columns?: Readonly<Record<string, string>>): string => {
    const { data } = object.record(i);
    return record(stream, columns ? withColumns(data, columns) : data);
  };
  return {
    ...stream,
    configured: {
      stream: {
        ...stream,
        json_schema: { type: 'object', properties: object.properties, additionalProperties: true },
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: mode === 'overwrite' ? 'full_refresh' : 'incremental',
      destination_sync_mode: mode,
      ...(mode === 'append_dedup' && { primary_key: object.primaryKey }),
      ...(name !== object.stream && { destination_object_name: object.name }),
      ...(generations && {
        generation_id: generations.generation,
        minimum_generation_id: generations.minimum,
        sync_id: 812,
      }),
      ...options.more,
    },
    record: one,
    keys: (from, to) => range(from, to).map((i) => object.record(i).key),
    records: (from, to) => range(from, to).map((i) => one(i)),
    with: (data) => record(stream, data),
    state: (blob, stateOptions) => streamState(stream, blob, stateOptions),
    complete: () => streamStatus(stream, 'COMPLETE'),
  };
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
