import { describe, expect, it } from 'vitest';
import { TYPES } from '../connectors/destination-tidepool-data/records/index.ts';
import { resolveConfig } from '../src/config/resolve.ts';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import type { DestinationTidepoolDataConfig } from './types/destination-tidepool-data.ts';

const spec = readSpecification('destination-tidepool-data');

describe('a configuration of destination-tidepool-data', () => {
  const resolve = (value: unknown) => resolveConfig<DestinationTidepoolDataConfig>(value, spec);
  const credentials = { auth_type: 'password', username: 'a@example.com', password: 'pass word ü' };
  const least = { credentials, user_id: 'abcdef0123' };
  const rejected = (changes: object) => () => resolve({ ...least, ...changes });

  it('requires credentials, and erases nothing by default', () => {
    expect(resolve(least)).toEqual({
      ...least,
      environment: 'production',
      user_id_field: '',
      stream_mappings: [],
      field_mappings: [],
      session_type: 'normal',
      records_per_data_set: 50_000,
      allow_replace: false,
      object_storage_config: { storage_type: 'None' },
      max_rejected_percent: 50,
      unsupported_deletions: 'skip',
      device_id: '',
      device_manufacturers: [],
      device_model: '',
      device_serial_number: '',
      device_tags: [],
      timezone: '',
      time_processing: 'none',
      glucose_units: 'from_records',
      client_name: 'io.github.airbyte-ts.destination-tidepool-data',
      base_url: '',
    });
    expect(() => resolve({})).toThrow('Credentials (credentials) is required');
  });

  it('has a type that distinguishes the kinds of credentials', () => {
    const { credentials } = resolve({
      ...least,
      credentials: { auth_type: 'session_token', session_token: 't' },
    });
    const token: string | undefined =
      credentials.auth_type === 'session_token' ? credentials.session_token : undefined;
    expect(token).toBe('t');
  });

  it('maps streams to exactly the existing data types', () => {
    const { stream_mappings } = spec.connectionSpecification.properties ?? {};
    expect(stream_mappings?.items?.properties?.object?.enum?.toSorted()).toEqual(TYPES.toSorted());
  });

  it.each(['0123456789', '6d6a2b1e-8c9f-4f1d-9a55-0c8f0b7f3a10'])('accepts the user id %s', (user_id) => {
    expect(resolve({ ...least, user_id }).user_id).toBe(user_id);
  });

  it.each(['abcdef012', 'abcdef012g', 'jane@example.com', '../abcdef0123'])(
    'rejects the user id %j',
    (user_id) => {
      expect(rejected({ user_id })).toThrow('User ID');
    },
  );

  it.each([
    'http://example.com',
    'https://api.tidepool.org?x',
    'https://u:p@api.tidepool.org',
    'api.tidepool.org',
  ])('rejects the base URL %j', (base_url) => {
    expect(rejected({ base_url })).toThrow('Base URL (base_url) must match');
  });

  it.each([
    ['session_token', { auth_type: 'session_token', session_token: 'a b' }],
    ['client_secret', { auth_type: 'client_credentials', client_id: 'c', client_secret: 'x\ny' }],
  ])('rejects a %s that is not valid in a header', (key, credentials) => {
    expect(rejected({ credentials })).toThrow(`(credentials.${key}) must match`);
  });

  it.each(['clinic', 'org.example clinic', '.'])(
    'rejects the client name %j, which is not a domain',
    (client_name) => {
      expect(rejected({ client_name })).toThrow('Client Name (client_name) must match');
    },
  );
});
