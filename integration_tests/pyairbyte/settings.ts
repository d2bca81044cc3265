/** PyAirbyte's scenarios, which are also its streams. */
export const SCENARIOS: readonly string[] = [
  ...['basic_types', 'timestamp_types', 'large_decimals_and_numbers', 'nested_json_objects', 'null_handling'],
  ...['column_naming_edge_cases', 'table_naming_edge_cases', 'CamelCaseStreamName', 'wide_table_50_columns'],
  ...['empty_stream', 'single_record_stream', 'large_batch_stream', 'unicode_and_special_strings'],
  ...[
    'schema_with_no_primary_key',
    'long_column_names',
    'duplicate_primary_keys',
    'time_types',
    'union_types',
  ],
  ...['array_of_primitives', 'large_string_values', 'sparse_records', 'special_number_values'],
];

/** Settings with which a connector accepts the scenarios, in addition to those of its emulator. */
export interface Settings {
  readonly config: object;
  /** Write strategies to run. */
  readonly strategies: readonly ('append' | 'merge')[];
}

const field = (source_field: string, destination_field: string) => ({ source_field, destination_field });
/** Not every record of a scenario has a time, so the number of the record is used as one. */
const timed = (time: string) => field('id', time);
/** The smoke test first writes its own stream. */
const mapped = (object: string) =>
  ['_preflight_basic_types', ...SCENARIOS].map((stream_name) => ({ stream_name, object }));

/** By connector. Without mappings the provider would reject nearly every record of the scenarios. */
export const SETTINGS: Readonly<Record<string, Settings>> = {
  'destination-tidepool-so': {
    config: { field_mappings: [timed('timestamp'), field('id', 'text')] },
    strategies: ['append'],
  },
  'destination-tidepool-data': {
    config: { stream_mappings: mapped('food'), field_mappings: [timed('time')] },
    strategies: ['append'],
  },
  'destination-tidepool-metrics': {
    config: { field_mappings: [field('id', 'event_name')] },
    strategies: ['append'],
  },
  'destination-mediarithmics': {
    config: {
      default_document_type: 'USER_PROFILE',
      field_mappings: [field('id', 'user_account_id')],
    },
    strategies: ['append'],
  },
  'destination-watershed': {
    config: { allow_void: true, field_mappings: [field('id', 'Name')] },
    strategies: ['append'],
  },
};
