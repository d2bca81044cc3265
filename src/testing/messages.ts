/**
 * Lines that a platform sends to a destination, each without its newline. A parameter that is JSON text is put
 * into the line unchanged, so that tests can send text that `JSON.stringify` would not write.
 */

export interface StreamName {
  readonly name: string;
  /** `undefined` omits it, `null` writes null. */
  readonly namespace?: string | null;
}

/** A JSON value, or its text. */
export type Json =
  | { readonly text: string }
  | { readonly [key: string]: unknown }
  | readonly unknown[]
  | null;

/** Marks JSON text that is written unchanged. */
export const raw = (text: string): { readonly text: string } => new RawText(text);

class RawText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Returns the JSON text of a value. */
export const textOf = (value: Json): string =>
  value instanceof RawText ? value.text : JSON.stringify(value);

/** Adds columns to a record's data, given as JSON text by name. */
export function withColumns(data: object, columns: Readonly<Record<string, string>>): Json {
  const more = Object.entries(columns).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const own = JSON.stringify(data).slice(1, -1);
  return raw(`{${[...(own === '' ? [] : [own]), ...more].join(',')}}`);
}

export interface RecordOptions {
  /** Milliseconds since 1970. */
  readonly emittedAt?: number;
  /** More members of the `record` object. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export function record(stream: StreamName, data: Json, options: RecordOptions = {}): string {
  const { emittedAt = 1_700_000_000_000, more = {} } = options;
  const head = JSON.stringify({ ...named(stream), ...more, emitted_at: emittedAt });
  return `{"type":"RECORD","record":${head.slice(0, -1)},"data":${textOf(data)}}}`;
}

export interface StateOptions {
  /** Id by which the platform numbers states; it expects an integer. */
  readonly id?: number;
  /** Number of records that the source counted for this state. */
  readonly sourceCount?: number;
  /** More members of the `state` object. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Returns a STREAM state. `blob` is its `stream_state`; `undefined` omits it. */
export function streamState(stream: StreamName, blob: Json | undefined, options: StateOptions = {}): string {
  const descriptor = JSON.stringify(descriptorOf(stream));
  const rest = blob === undefined ? '' : `,"stream_state":${textOf(blob)}`;
  return stateLine(`"type":"STREAM","stream":{"stream_descriptor":${descriptor}${rest}}`, options);
}

/** Returns a GLOBAL state. */
export function globalState(
  shared: Json,
  streams: readonly (readonly [StreamName, Json])[],
  options: StateOptions = {},
): string {
  const each = streams.map(
    ([stream, blob]) =>
      `{"stream_descriptor":${JSON.stringify(descriptorOf(stream))},"stream_state":${textOf(blob)}}`,
  );
  return stateLine(
    `"type":"GLOBAL","global":{"shared_state":${textOf(shared)},"stream_states":[${each.join(',')}]}`,
    options,
  );
}

/** Returns a LEGACY state; with `typed: false` without a type, as old sources write it. */
export function legacyState(data: Json, options: StateOptions & { readonly typed?: boolean } = {}): string {
  const type = options.typed === false ? '' : '"type":"LEGACY",';
  return stateLine(`${type}"data":${textOf(data)}`, options);
}

export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';

export function streamStatus(
  stream: StreamName,
  status: StreamStatus,
  emittedAt = 1_700_000_000_000,
): string {
  return JSON.stringify({
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: emittedAt,
      stream_status: { stream_descriptor: descriptorOf(stream), status },
    },
  });
}

/** A stream in the configured catalog. */
export interface ConfiguredStream {
  readonly stream: {
    readonly name: string;
    readonly namespace?: string | null;
    readonly json_schema: object;
    readonly supported_sync_modes?: readonly string[];
  };
  readonly sync_mode: string;
  readonly destination_sync_mode: string;
  readonly destination_object_name?: string;
  readonly cursor_field?: readonly string[];
  readonly primary_key?: readonly (readonly string[])[];
  readonly generation_id?: number;
  readonly minimum_generation_id?: number;
  readonly sync_id?: number;
  readonly include_files?: boolean;
}

/** A stream of the configured catalog, with the columns of its schema; synced incrementally and appended by default. */
export function configuredStream(
  name: string,
  columns: Readonly<Record<string, object>> = {},
  more: Partial<Omit<ConfiguredStream, 'stream'>> & { readonly namespace?: string } = {},
): ConfiguredStream {
  const { namespace, ...rest } = more;
  return {
    stream: {
      name,
      ...(namespace !== undefined && { namespace }),
      json_schema: { type: 'object', properties: columns },
    },
    sync_mode: 'incremental',
    destination_sync_mode: 'append',
    ...rest,
  };
}

export const catalog = (streams: readonly ConfiguredStream[]): string => JSON.stringify({ streams });

/** Joins lines to one text, each with its newline. */
export const lines = (...each: readonly string[]): string => each.map((line) => `${line}\n`).join('');

function stateLine(body: string, { id, sourceCount, more = {} }: StateOptions): string {
  const rest = JSON.stringify({
    ...(sourceCount !== undefined && { sourceStats: { recordCount: sourceCount } }),
    ...more,
    ...(id !== undefined && { id }),
  }).slice(1, -1);
  return `{"type":"STATE","state":{${body}${rest === '' ? '' : `,${rest}`}}}`;
}

function named({ name, namespace }: StreamName): object {
  return { ...(namespace !== undefined && { namespace }), stream: name };
}

function descriptorOf({ name, namespace }: StreamName): object {
  return { name, ...(namespace !== undefined && { namespace }) };
}
