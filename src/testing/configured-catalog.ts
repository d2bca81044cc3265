/** A stream in the configured catalog. */
export interface ConfiguredStream {
  /** The stream as the source describes it. */
  readonly stream: {
    /** Name of the stream. */
    readonly name: string;
    /** Namespace of the stream; absent or null without one. */
    readonly namespace?: string | null;
    /** JSON Schema of the columns. */
    readonly json_schema: object;
    /** Sync modes of the source: `full_refresh`, `incremental`. */
    readonly supported_sync_modes?: readonly string[];
  };
  /** How the source reads: `full_refresh` or `incremental`. */
  readonly sync_mode: string;
  /** How the destination writes: `append`, `append_dedup`, `overwrite`, `update` or `soft_delete`. */
  readonly destination_sync_mode: string;
  /** Object that the stream is routed to; without it the configuration and the stream's name decide. */
  readonly destination_object_name?: string;
  /** Path of the column that orders the records at the source. */
  readonly cursor_field?: readonly string[];
  /** Paths of the columns that identify a record. */
  readonly primary_key?: readonly (readonly string[])[];
  /** Number of the generation that the records belong to; a refresh raises it. */
  readonly generation_id?: number;
  /** Records of older generations are to be removed. */
  readonly minimum_generation_id?: number;
  /** Number of the platform's job, the same in all its attempts. */
  readonly sync_id?: number;
  /** Whether the records come with files. */
  readonly include_files?: boolean;
}
/**
 * Returns a stream of the configured catalog, with the columns of its schema; synced incrementally and appended by default.
 *
 * @example
 * configuredStream('users', { id: { type: 'integer' } }, { destination_sync_mode: 'append_dedup', primary_key: [['id']] });
 */

export function configuredStream(
  name: string,
  columns: Readonly<Record<string, object>> = {},
  more: Partial<Omit<ConfiguredStream, 'stream'>> & {
    /** Namespace of the stream; none by default. */
    readonly namespace?: string;
  } = {},
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
/**
 * Returns a configured catalog, the content of the file `--catalog`.
 *
 * @example
 * catalog([configuredStream('users')]);
 */

export const catalog = (streams: readonly ConfiguredStream[]): string => JSON.stringify({ streams });
