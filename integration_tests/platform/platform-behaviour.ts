import { catalog } from '../../src/testing/configured-catalog.ts';
import {
  globalState,
  record,
  type StateOptions,
  type StreamName,
  streamState,
  streamStatus,
} from '../../src/testing/messages.ts';
import type { SourceStream, StateStep, Step } from './source.ts';

/**
 * The client that runs the connector, which determines the form of its lines.
 * - `registry`: the platform, with the connector's definition: generations, destination objects, COMPLETE at the end.
 * - `custom`: the platform with a custom connector: none of these.
 * - `pyairbyte`: the Python library: generations that are always 1, every absent member written as null, times in seconds,
 *   statuses of every kind, and log lines of the source.
 */
export type PlatformClient = 'registry' | 'custom' | 'pyairbyte';

export interface PlatformBehaviour {
  readonly client: PlatformClient;
  /** Prefix of stream names, except those in GLOBAL states. */
  readonly prefix: string;
  /** Generation of overwritten streams; 1 by default. The platform increments it for each new sync of all records. */
  readonly generation?: number;
}

/** Kind of a job: sync, or clear what was synced. */
export type JobKind = 'sync' | 'clear';

const SYNC_ID = 812;
const SECONDS = 1_700_000_000;

export function catalogOf(
  streams: readonly SourceStream[],
  behaviour: PlatformBehaviour,
  job: JobKind = 'sync',
): string {
  return catalog(
    streams.map(({ name, mode, object, properties, primaryKey }) => ({
      stream: {
        ...streamNamed(name, behaviour),
        json_schema: { type: 'object', properties, additionalProperties: true },
      },
      sync_mode: job === 'clear' ? 'full_refresh' : 'incremental',
      destination_sync_mode: mode,
      ...(mode === 'append_dedup' && { primary_key: primaryKey }),
      ...(behaviour.client === 'registry' && { destination_object_name: object }),
      ...generations(behaviour, mode, job),
    })),
  );
}

function generations(
  { client, generation: current = 1 }: PlatformBehaviour,
  mode: string,
  job: JobKind,
): object {
  if (client === 'custom') return {};
  if (client === 'pyairbyte') return { generation_id: 1, minimum_generation_id: 1, sync_id: 1 };
  const generation = job === 'clear' ? current + 1 : current;
  const isAnew = job === 'clear' || mode === 'overwrite';
  return {
    generation_id: generation,
    minimum_generation_id: isAnew ? generation : 0,
    sync_id: SYNC_ID + current - 1,
  };
}

/** Returns the line of a step. @param count number of records that the platform has counted for a state. */
export function lineOf(
  step: Step,
  behaviour: PlatformBehaviour,
  streams: readonly SourceStream[],
  count: number,
): string {
  if (step.kind === 'state') return stateLine(step, behaviour, streams, count);
  const stream = streamNamed(step.stream, behaviour);
  if (behaviour.client !== 'pyairbyte') return record(stream, step.data);
  const more = { meta: null, file_reference: null };
  return withNulls(record(stream, step.data, { emittedAt: SECONDS, more }), 'state');
}

function stateLine(
  { id, stream, blob }: StateStep,
  behaviour: PlatformBehaviour,
  streams: readonly SourceStream[],
  sourceCount: number,
) {
  const isPython = behaviour.client === 'pyairbyte';
  const nulls = { data: null, [stream === undefined ? 'stream' : 'global']: null, destinationStats: null };
  const options: StateOptions = { id, sourceCount, ...(isPython && { more: nulls }) };
  const line =
    stream === undefined
      ? globalState(
          blob,
          streams.map(({ name }) => [{ name }, { shared: id }] as const),
          options,
        )
      : streamState(streamNamed(stream, behaviour), blob, options);
  return isPython ? withNulls(line, 'record') : line;
}

/** Returns the lines before the first record, for clients that forward all messages of the source. */
export function beginning(streams: readonly SourceStream[], behaviour: PlatformBehaviour): string[] {
  if (behaviour.client !== 'pyairbyte') return [];
  const log = { type: 'LOG', log: { level: 'INFO', message: 'Starting the source', stack_trace: null } };
  return [
    JSON.stringify(log),
    ...streams.map(({ name }) => streamStatus(streamNamed(name, behaviour), 'STARTED')),
  ];
}

/** Returns the lines after the last message of the source. */
export function ending(streams: readonly SourceStream[], behaviour: PlatformBehaviour): string[] {
  if (behaviour.client === 'custom') return [];
  const at = behaviour.client === 'pyairbyte' ? SECONDS + 0.5 : SECONDS * 1000;
  return streams.map(({ name }) => streamStatus(streamNamed(name, behaviour), 'COMPLETE', at));
}

/** Returns the lines of a clear job: no records, an empty state for each stream. */
export function clearing(streams: readonly SourceStream[], behaviour: PlatformBehaviour): string[] {
  return [
    ...streams.map(({ name }, i) => streamState(streamNamed(name, behaviour), null, { id: i + 1 })),
    ...ending(streams, behaviour),
  ];
}

function streamNamed(name: string, { client, prefix }: PlatformBehaviour): StreamName {
  return { name: `${prefix}${name}`, ...(client === 'pyairbyte' && { namespace: null }) };
}

function withNulls(line: string, other: 'record' | 'state'): string {
  return line.replace(
    ',',
    `,"log":null,"spec":null,"connectionStatus":null,"catalog":null,"trace":null,"control":null,"${other}":null,`,
  );
}
