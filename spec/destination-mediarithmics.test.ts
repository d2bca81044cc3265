import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/resolve.ts';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import type { DestinationMediarithmicsConfig } from './types/destination-mediarithmics.ts';

const spec = readSpecification('destination-mediarithmics');

describe('a configuration of destination-mediarithmics', () => {
  const needed = { api_token: 'api:abc', datamart_id: '1502' };
  const resolve = (value: unknown) => resolveConfig<DestinationMediarithmicsConfig>(value, spec);
  const rejected = (value: object) => () => resolve({ ...needed, ...value });

  it('requires only a token and a data mart', () => {
    expect(resolve(needed)).toEqual({
      ...needed,
      default_document_type: 'USER_ACTIVITY',
      stream_mappings: [],
      field_mappings: [],
      email_hash_function: 'SHA_256',
      allow_deletions: false,
      object_storage_config: { storage_type: 'None' },
      max_rejected_percent: 50,
      unsupported_deletions: 'skip',
      document_import_id: '',
      priority: 'MEDIUM',
      upload_format: 'raw',
      segment_format: 'NDJSON',
      document_max_records: 50_000,
      document_max_bytes: 33_554_432,
      base_url: 'https://api.mediarithmics.com',
      poll_interval_seconds: 5,
      execution_timeout_minutes: 60,
    });
    expect(() => resolve({})).toThrow(
      /API Token \(api_token\) is required.*Datamart ID \(datamart_id\) is required/,
    );
  });

  it.each([
    ['a data mart by its name', { datamart_id: 'shop' }, 'Datamart ID'],
    ['a token with a line break in it', { api_token: 'api:a\nb' }, 'API Token (api_token) must match'],
    ['an import by its name', { document_import_id: 'nightly' }, 'Document Import ID'],
    ['plain http', { base_url: 'http://api.mediarithmics.com' }, 'Base URL (base_url) must match'],
    ['an unknown document type', { default_document_type: 'USER' }, 'Default Document Type'],
    [
      'a mapping to nothing',
      { stream_mappings: [{ stream_name: 'a', object: 'b' }] },
      'Stream Mappings > Document Type (stream_mappings[0].object)',
    ],
    ['documents of 0 bytes', { document_max_bytes: 999 }, 'Maximum Bytes per Document'],
    [
      'documents larger than the API accepts',
      { document_max_bytes: 100_000_001 },
      'Maximum Bytes per Document',
    ],
    ['documents of 0 records', { document_max_records: 0 }, 'Maximum Records per Document'],
    ['no patience', { execution_timeout_minutes: 0 }, 'Execution Timeout'],
    ['no pause', { poll_interval_seconds: 0 }, 'Poll Interval'],
    ['an unknown hash function', { email_hash_function: 'CRC' }, 'Email Hash Function'],
  ])('is rejected for %s', (_, value, says) => {
    expect(rejected(value)).toThrow(says);
  });
});
