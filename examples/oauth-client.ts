import { ConnectorError, type Context, type Http, tokenCredentials } from '@airbyte-ts/cdk';
import { z } from 'zod';

/** Settings of an API with OAuth 2.0 client credentials. */
export interface OAuthConfig {
  readonly base_url: string;
  readonly client_id: string;
  readonly client_secret: string;
}

/** Opens a client for an API whose tokens expire, and whose rate limit ends at a time in a header of its own. */
export function openClient({ base_url, client_id, client_secret }: OAuthConfig, context: Context): Http {
  const login = context.http({ baseUrl: base_url });
  const token = z.object({ access_token: z.string(), expires_in: z.number() });
  return context.http({
    baseUrl: base_url,
    credentials: tokenCredentials({
      clock: context.clock,
      async obtain() {
        const { data } = await login.request({
          method: 'POST',
          path: '/oauth/token',
          form: { grant_type: 'client_credentials', client_id, client_secret },
          idempotent: true,
          carriesRecords: false,
          responseSchema: token,
        });
        context.maskSecret(data.access_token);
        return { value: data.access_token, lifetimeMs: data.expires_in * 1_000 };
      },
      headers: (value) => ({ authorization: `Bearer ${value}` }),
    }),
    // The header has seconds since 1970.
    classify({ status, headers }) {
      if (status !== 429) return undefined;
      const retryAfterMs = Number(headers['x-ratelimit-reset']) * 1_000 - context.clock.wall();
      return new ConnectorError('rate_limit', 'The API limits the rate of requests.', { retryAfterMs });
    },
  });
}
