const EMITTED_AT = Date.UTC(2026, 0, 31, 8);

type Fields = Readonly<Record<string, unknown>>;

/** Records by their object. Streams are routed to an object by its name. */
export type Samples = Readonly<Record<string, readonly Fields[]>>;

/** The contents of files for `write`, by their names. */
export interface SampleFiles {
  readonly 'config.json': string;
  readonly 'catalog.json': string;
  readonly 'messages.jsonl': string;
}

/**
 * Returns a configuration, a configured catalog with one stream for each object, and its messages: records, followed by a state.
 */
export function sampleFiles(samples: Samples, config: Fields): SampleFiles {
  const objects = Object.entries(samples);
  return {
    'config.json': `${JSON.stringify(config, null, 2)}\n`,
    'catalog.json': `${JSON.stringify({ streams: objects.map(sampleStream) }, null, 2)}\n`,
    'messages.jsonl': objects
      .flatMap(sampleMessages)
      .map((message) => `${JSON.stringify(message)}\n`)
      .join(''),
  };
}

/** A stream of a configured catalog that is appended. */
function sampleStream([name, records]: [string, readonly Fields[]]): Fields {
  const columns = new Map(records.flatMap((fields) => Object.entries(fields)));
  const properties = Object.fromEntries(
    [...columns].map(([column, value]) => [column, { type: typeOf(value) }]),
  );
  return {
    stream: { name, json_schema: { type: 'object', properties }, supported_sync_modes: ['full_refresh'] },
    sync_mode: 'full_refresh',
    destination_sync_mode: 'append',
  };
}

function sampleMessages([name, records]: [string, readonly Fields[]]): object[] {
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
