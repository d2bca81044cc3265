import { type Context, type Http, tokenCredentials } from '@airbyte-ts/cdk';
import { z } from 'zod';

/** Settings of an API with OAuth 2.0 refresh tokens. */
export interface RefreshTokenConfig {
  readonly base_url: string;
  readonly credentials: {
    readonly client_id: string;
    readonly client_secret: string;
    readonly refresh_token: string;
  };
}

/** Opens a client for an API that replaces the refresh token at each use. */
export function openClient({ base_url, credentials }: RefreshTokenConfig, context: Context): Http {
  const { client_id, client_secret } = credentials;
  const login = context.http({ baseUrl: base_url });
  const granted = z.object({
    access_token: z.string(),
    expires_in: z.number().optional(),
    refresh_token: z.string().optional(),
  });
  return context.http({
    baseUrl: base_url,
    settings: { credentials: 'Refresh Token (credentials.refresh_token)' },
    credentials: tokenCredentials({
      clock: context.clock,
      refreshToken: credentials.refresh_token,
      publish: (refresh_token) => context.updateConfig({ credentials: { refresh_token } }),
      async obtain(_previous, refresh_token) {
        const { data } = await login.request({
          method: 'POST',
          path: '/oauth/token',
          form: { grant_type: 'refresh_token', client_id, client_secret, refresh_token },
          // After a lost response the API may treat a second use of the token as theft, and revoke all tokens.
          idempotent: 'when-rejected',
          carriesRecords: false,
          responseSchema: granted,
        });
        context.maskSecret(data.access_token);
        return {
          value: data.access_token,
          ...(data.expires_in !== undefined && { lifetimeMs: data.expires_in * 1_000 }),
          refreshToken: data.refresh_token,
        };
      },
      headers: (value) => ({ authorization: `Bearer ${value}` }),
    }),
  });
}
