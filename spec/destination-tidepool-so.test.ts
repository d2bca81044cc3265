import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/resolve.ts';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import type { DestinationTidepoolSoConfig } from './types/destination-tidepool-so.ts';

const spec = readSpecification('destination-tidepool-so');

describe('a configuration of destination-tidepool-so', () => {
  const resolve = (value: unknown) => resolveConfig<DestinationTidepoolSoConfig>(value, spec);
  const rejected = (value: unknown) => () => resolve(value);

  it('requires only an API key', () => {
    const config = resolve({ api_key: 'k-123' });
    expect(config).toEqual({
      api_key: 'k-123',
      field_mappings: [],
      default_event_name: 'USER_MESSAGE',
      validation: 'first_batch',
      object_storage_config: { storage_type: 'None' },
      max_rejected_percent: 50,
      unsupported_deletions: 'skip',
      base_url: 'https://shoreline.tidepool.so/api/v1/events',
      max_requests_per_second: 5,
    });
    expect(rejected({})).toThrow('API Key (api_key) is required');
  });

  it('has a type that distinguishes the options of a choice', () => {
    const store = { storage_type: 'Local', directory: '/data' };
    const { object_storage_config: config } = resolve({ api_key: 'k', object_storage_config: store });
    const directory: string | undefined = config.storage_type === 'Local' ? config.directory : undefined;
    expect(directory).toBe('/data');
  });

  it.each([
    ...[
      'https://example.com',
      'https://example.com:8443/api/v1/',
      'http://localhost',
      'http://127.0.0.1:8080/x',
    ],
  ])('accepts the base URL %s', (base_url) => {
    expect(resolve({ api_key: 'k', base_url }).base_url).toBe(base_url);
  });

  it.each([
    ...[
      'http://example.com',
      'http://localhost.example.com',
      'http://127.0.0.1.example.com',
      'ftp://localhost',
    ],
    ...[
      'https://user:pw@example.com',
      'http://localhost@example.com',
      'https://example.com?a=b',
      'https://a b',
    ],
    ...['https://', 'example.com', 'https://example.com/#x', 'https://example.com\nx', 'HTTP://localhost:x'],
  ])('rejects the base URL %j', (base_url) => {
    expect(rejected({ api_key: 'k', base_url })).toThrow('Base URL (base_url) must match');
  });

  it.each(['a b', 'key\nx', 'a\u0000b', 'schlüssel'])(
    'rejects the API key %j, which is not valid in a header',
    (api_key) => {
      expect(rejected({ api_key })).toThrow('API Key (api_key) must match');
    },
  );
});
