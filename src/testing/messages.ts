/**
 * Lines that a platform sends to a destination, each without its newline. A parameter that is JSON text is put
 * into the line unchanged, so that tests can send text that `JSON.stringify` would not write.
 */

/** Name of a stream in a message. */
export interface StreamName {
  /** Name of the stream. */
  readonly name: string;
  /** `undefined` omits it, `null` writes null. */
  readonly namespace?: string | null;
}

/** A JSON value, or its text. */
export type Json =
  | {
      /** JSON text that is written unchanged; made by `raw`. */
      readonly text: string;
    }
  | { readonly [key: string]: unknown }
  | readonly unknown[]
  | null;

/**
 * Marks JSON text that is written unchanged.
 *
 * @example
 * record({ name: 'users' }, raw('{"id": 1.0}'));
 */
export const raw = (
  text: string,
): {
  /** The JSON text. */
  readonly text: string;
} => new RawText(text);

class RawText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Returns the JSON text of a value.
 *
 * @example
 * textOf(raw('1.0')); // '1.0'
 */
export const textOf = (value: Json): string =>
  value instanceof RawText ? value.text : JSON.stringify(value);

/**
 * Adds columns to a record's data, given as JSON text by name.
 *
 * @example
 * withColumns({ id: 1 }, { amount: '5.0' }); // {"id":1,"amount":5.0}
 */
export function withColumns(data: object, columns: Readonly<Record<string, string>>): Json {
  const more = Object.entries(columns).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  const own = JSON.stringify(data).slice(1, -1);
  return raw(`{${[...(own === '' ? [] : [own]), ...more].join(',')}}`);
}

/** Options of `record`. */
export interface RecordOptions {
  /** `emitted_at`: milliseconds since 1970; 1,700,000,000,000 by default. */
  readonly emittedAt?: number;
  /** More members of the `record` object. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/**
 * Returns a RECORD.
 *
 * @example
 * record({ name: 'users', namespace: 'public' }, { id: 1, email: 'ada@example.com' });
 */
export function record(stream: StreamName, data: Json, options: RecordOptions = {}): string {
  const { emittedAt = 1_700_000_000_000, more = {} } = options;
  const head = JSON.stringify({ ...named(stream), ...more, emitted_at: emittedAt });
  return `{"type":"RECORD","record":${head.slice(0, -1)},"data":${textOf(data)}}}`;
}

/** Options of the states. */
export interface StateOptions {
  /** Id by which the platform numbers states; it expects an integer. */
  readonly id?: number;
  /** Number of records that the source counted for this state. */
  readonly sourceCount?: number;
  /** More members of the `state` object. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/**
 * Returns a STREAM state. `blob` is its `stream_state`; `undefined` omits it.
 *
 * @example
 * streamState({ name: 'users' }, { cursor: 7 }, { id: 1 });
 */
export function streamState(stream: StreamName, blob: Json | undefined, options: StateOptions = {}): string {
  const descriptor = JSON.stringify(descriptorOf(stream));
  const rest = blob === undefined ? '' : `,"stream_state":${textOf(blob)}`;
  return stateLine(`"type":"STREAM","stream":{"stream_descriptor":${descriptor}${rest}}`, options);
}

/**
 * Returns a GLOBAL state.
 *
 * @example
 * globalState({ lsn: 7 }, [[{ name: 'users' }, {}]], { id: 1 });
 */
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

/**
 * Returns a LEGACY state; with `typed: false` without a type, as old sources write it.
 *
 * @example
 * legacyState({ cursor: 7 });
 */
export function legacyState(
  data: Json,
  options: StateOptions & {
    /** Whether the state has its type; true by default. */
    readonly typed?: boolean;
  } = {},
): string {
  const type = options.typed === false ? '' : '"type":"LEGACY",';
  return stateLine(`${type}"data":${textOf(data)}`, options);
}

/** Status of a stream. COMPLETE: the source has sent all its records; INCOMPLETE: it failed before. */
export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';

/**
 * Returns a TRACE with the status of a stream. `emittedAt` is in milliseconds since 1970.
 *
 * @example
 * streamStatus({ name: 'users' }, 'COMPLETE');
 */
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

/**
 * Joins lines to one text, each with its newline: the input of `write`.
 *
 * @example
 * lines(record({ name: 'users' }, { id: 1 }), streamState({ name: 'users' }, {}));
 */
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
