import type { DestinationTidepoolSoConfig as Config } from '../../../spec/types/destination-tidepool-so.ts';

/** A configuration with the defaults of the specification. */
export const config: Config = {
  api_key: 'key',
  field_mappings: [],
  default_event_name: 'USER_MESSAGE',
  validation: 'first_batch',
  object_storage_config: { storage_type: 'None' },
  max_rejected_percent: 50,
  unsupported_deletions: 'skip',
  base_url: '',
  max_requests_per_second: 5,
};
