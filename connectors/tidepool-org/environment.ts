import type { HttpOptions } from '@airbyte-ts/cdk';

/** The settings that locate the API, in the configurations of all Tidepool.org destinations. */
export interface Place {
  readonly environment: keyof typeof API;
  readonly base_url: string;
}

/** The servers that Tidepool's OpenAPI documents list (reference/auth.v2.yaml, reference/data.v1.yaml). */
const API = {
  production: 'https://api.tidepool.org',
  integration: 'https://external.integration.tidepool.org',
  dev1: 'https://dev1.dev.tidepool.org',
  qa1: 'https://qa1.development.tidepool.org',
  qa2: 'https://qa2.development.tidepool.org',
} as const;

/** The API's base URL, without a trailing slash, and the settings by which messages name it. */
export function addressOf({ environment, base_url }: Place): Pick<HttpOptions, 'baseUrl' | 'settings'> {
  return {
    baseUrl: (base_url || API[environment]).replace(/\/+$/, ''),
    settings: {
      baseUrl: base_url === '' ? 'Environment (environment)' : 'Base URL (base_url)',
      credentials: 'Credentials (credentials)',
    },
  };
}
