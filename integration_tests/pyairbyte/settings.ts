/** PyAirbyte's scenarios, which are its streams too. */
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

/** How a connector takes the scenarios, beside what its emulator needs. */
export interface Settings {
  readonly config: object;
  /** The strategies that it is written to with. */
  readonly strategies: readonly ('append' | 'merge')[];
}

const field = (source_field: string, destination_field: string) => ({ source_field, destination_field });
/** No scenario has a time in each record, so the number of the record is taken for one. */
const timed = (time: string) => field('id', time);
/** The smoke test writes a stream of its own first. */
const mapped = (object: string) =>
  ['_preflight_basic_types', ...SCENARIOS].map((stream_name) => ({ stream_name, object }));

/** By connector. Without mappings hardly a record of the scenarios would be one that the provider takes. */
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
