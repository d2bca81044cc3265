import {
  ConnectorError,
  type Context,
  configError,
  type Http,
  type HttpOptions,
  type RawResponse,
  type Token,
} from '@airbyte-ts/cdk';
import { z } from 'zod';
import { tokenOf } from './token.ts';

const info = z.object({ auth: z.object({ realm: z.string().min(1), url: z.url() }) });
const discovery = z.object({ token_endpoint: z.url() });
/** Some identity providers write the seconds as a text. Without a usable number the token itself states its lifetime. */
const seconds = z.coerce.number().positive().optional().catch(undefined);
const granted = z.object({ access_token: z.string().min(1), expires_in: seconds });

/**
 * Returns a function that obtains tokens for a service account. Discovers Tidepool's identity provider as its own clients do
 * (`/info`).
 */
export function clientCredentials(
  api: Http,
  client: { readonly client_id: string; readonly client_secret: string },
  context: Context,
): () => Promise<Token> {
  let found: Promise<{ readonly http: Http; readonly path: string }> | undefined;
  const clients = new Map<string, Http>();

  /** Returns the client for a discovered URL. A discovery that is repeated after an error uses the same ones. */
  const clientAt = (url: string, options: Partial<HttpOptions>): Http => {
    let http = clients.get(url);
    if (!http) {
      requireEncryption(url);
      http = context.http({ baseUrl: url, settings: SETTINGS, ...options });
      clients.set(url, http);
    }
    return http;
  };

  const find = async () => {
    const { data } = await api.request({
      method: 'GET',
      path: '/info',
      idempotent: true,
      responseSchema: info,
    });
    const { realm, url } = data.auth;
    const issuer = `${url.replace(/\/+$/, '')}/realms/${encodeURIComponent(realm)}`;
    const { data: known } = await clientAt(issuer, {}).request({
      method: 'GET',
      path: '/.well-known/openid-configuration',
      idempotent: true,
      responseSchema: discovery,
    });
    const endpoint = new URL(known.token_endpoint);
    const http = clientAt(endpoint.origin, {
      settings: { ...SETTINGS, credentials: CREDENTIALS },
      classify: clientRejectionError,
    });
    return { http, path: endpoint.pathname };
  };

  return async () => {
    found ??= find();
    const { http, path } = await found.catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    const { data } = await http.request({
      method: 'POST',
      path,
      form: { grant_type: 'client_credentials', ...client },
      idempotent: true,
      responseSchema: granted,
    });
    return tokenOf(data.access_token, context, data.expires_in ? data.expires_in * 1000 : undefined);
  };
}

const SETTINGS = { baseUrl: 'Environment (environment) or Base URL (base_url)' };
const CREDENTIALS = 'Client ID (credentials.client_id) and Client Secret (credentials.client_secret)';

/** Secrets are sent to a discovered URL. */
function requireEncryption(url: string): void {
  const { protocol, hostname, host } = new URL(url);
  if (protocol !== 'https:' && !['localhost', '127.0.0.1'].includes(hostname))
    throw configError(
      `Tidepool names ${host} as the host to sign in at, without encryption. Nothing was sent there; check Environment (environment) or Base URL (base_url).`,
      { code: 'ERR_SIGN_IN_NOT_ENCRYPTED' },
    );
}

/** Classifies rejected credentials, for which OAuth uses 400 or 401 (RFC 6749, 5.2). */
function clientRejectionError({ status }: RawResponse): ConnectorError | undefined {
  if (status !== 400 && status !== 401) return undefined;
  return new ConnectorError(
    'auth',
    'Tidepool rejects Client ID (credentials.client_id) and Client Secret (credentials.client_secret), or the client may not sign in without a user. Check both, or ask Tidepool about the client.',
    { code: 'ERR_CLIENT_REJECTED', status },
  );
}
