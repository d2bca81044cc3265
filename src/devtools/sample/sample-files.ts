const EMITTED_AT = Date.UTC(2026, 0, 31, 8);

type Fields = Readonly<Record<string, unknown>>;

/** Records of an object, in a sync mode that it offers. The stream has the name of the object, which routes it there. */
export interface ObjectSample {
  readonly object: string;
  readonly mode: string;
  /** Fields that identify a record; empty if the mode needs none. */
  readonly key: readonly string[];
  readonly records: readonly Fields[];
}

/** The contents of files for `write`, by their names. */
export interface SampleFiles {
  readonly 'config.json': string;
  readonly 'catalog.json': string;
  readonly 'messages.jsonl': string;
}

/**
 * Returns a configuration, a configured catalog with one stream for each object, and its messages: records, followed by a state.
 */
export function sampleFiles(samples: readonly ObjectSample[], config: Fields): SampleFiles {
  return {
    'config.json': `${JSON.stringify(config, null, 2)}\n`,
    'catalog.json': `${JSON.stringify({ streams: samples.map(sampleStream) }, null, 2)}\n`,
    'messages.jsonl': samples
      .flatMap(sampleMessages)
      .map((message) => `${JSON.stringify(message)}\n`)
      .join(''),
  };
}

/** A stream of a configured catalog. */
function sampleStream({ object: name, mode, key, records }: ObjectSample): Fields {
  const columns = new Map(records.flatMap((fields) => Object.entries(fields)));
  const properties = Object.fromEntries(
    [...columns].map(([column, value]) => [column, { type: typeOf(value) }]),
  );
  // A source that has a key can sync incrementally.
  const source = key.length > 0 ? 'incremental' : 'full_refresh';
  return {
    stream: { name, json_schema: { type: 'object', properties }, supported_sync_modes: [source] },
    sync_mode: source,
    destination_sync_mode: mode,
    ...(key.length > 0 && { primary_key: key.map((field) => [field]) }),
  };
}

function sampleMessages({ object: name, records }: ObjectSample): object[] {
  return [
    ...records.map((data) => ({ type: 'RECORD', record: { stream: name, data, emitted_at: EMITTED_AT } })),
    {
      type: 'STATE',
      state: {
        type: 'STREAM',
        stream: { stream_descriptor: { name }, stream_state: { records: records.length } },
      },
    },
  ];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
