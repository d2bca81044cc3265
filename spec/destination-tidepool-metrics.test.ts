import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/resolve.ts';
import { readSpecification } from '../src/config/testing/read-specification.ts';
import type { DestinationTidepoolMetricsConfig } from './types/destination-tidepool-metrics.ts';

const spec = readSpecification('destination-tidepool-metrics');

describe('a configuration of destination-tidepool-metrics', () => {
  const resolve = (value: unknown) => resolveConfig<DestinationTidepoolMetricsConfig>(value, spec);
  const least = { route: { target: 'thisuser' } };
  const rejected = (changes: object) => () => resolve({ ...least, ...changes });

  it('requires only a route', () => {
    expect(resolve(least)).toEqual({
      ...least,
      environment: 'production',
      credentials: { auth_type: 'none' },
      event_name_field: 'event_name',
      field_mappings: [],
      default_event_name: '',
      event_name_prefix: '',
      add_event_id: true,
      object_storage_config: { storage_type: 'None' },
      max_rejected_percent: 50,
      unsupported_deletions: 'skip',
      base_url: '',
    });
    expect(() => resolve({})).toThrow('Route (route) is required');
  });

  it('has a type that distinguishes the routes', () => {
    const { route } = resolve({ route: { target: 'user' } });
    const column: string | undefined = route.target === 'user' ? route.user_id_field : undefined;
    expect(column).toBe('user_id');
  });

  it('requires the name of a server for the server route', () => {
    expect(rejected({ route: { target: 'server' } })).toThrow(
      'Route > Server Name (route.server_name) is required',
    );
  });

  it.each(['http://example.com', 'https://api.tidepool.org#x', 'https://u:p@api.tidepool.org'])(
    'rejects the base URL %j',
    (base_url) => {
      expect(rejected({ base_url })).toThrow('Base URL (base_url) must match');
    },
  );

  it('rejects a token that is not valid in a header', () => {
    const credentials = { auth_type: 'session_token', session_token: 'a b' };
    expect(rejected({ credentials })).toThrow('Session Token (credentials.session_token) must match');
  });
});
