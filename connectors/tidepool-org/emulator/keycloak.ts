import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';
import { z } from 'zod';
import { USER_ID } from './accounts.ts';
import { CLIENT_ID, CLIENT_SECRET, callerOf, type Grant, type Tokens, tokenOptions } from './tokens.ts';

const REALM = 'emulated';
const TOKEN_PATH = `/realms/${REALM}/protocol/openid-connect/token`;

export const keycloakOptions = {
  clients: tokenOptions.clients,
  invalidClientStatus: z
    .union([z.literal(400), z.literal(401)])
    .default(400)
    .describe('Response to a wrong client id or secret; versions of Keycloak differ.'),
};

const options = z.object(keycloakOptions);

/** Discovery and the token endpoint of the realm. Rejections have OAuth's form: `{error, error_description}`. */
export function keycloak({ clients, invalidClientStatus }: z.output<typeof options>, tokens: Tokens) {
  const known = new Map([...DEFAULT_CLIENTS, ...clients].map((client) => [client.id, client]));

  return (request: EmulatedRequest): EmulatedResponse | undefined => {
    const url = `http://${request.headers.host ?? 'localhost'}`;
    switch (`${request.method} ${request.path}`) {
      case 'GET /info':
        return jsonResponse(200, { versions: { schema: 3 }, auth: { realm: REALM, url } });
      case `GET /realms/${REALM}/.well-known/openid-configuration`:
        return jsonResponse(200, discovery(`${url}/realms/${REALM}`));
      case `POST ${TOKEN_PATH}`:
        return grant(request);
      default:
        return request.path.startsWith('/realms/') ? jsonResponse(404, { error: 'Not Found' }) : undefined;
    }
  };

  function grant({ headers, body, wallAt: now }: EmulatedRequest): EmulatedResponse {
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? ''))
      return rejection('invalid_request', 'Missing form parameter: grant_type');
    const form = new URLSearchParams(body.toString('utf8'));
    const type = form.get('grant_type');
    if (type === null) return rejection('invalid_request', 'Missing form parameter: grant_type');
    const { id, secret } = credentials(headers.authorization, form);
    const client = known.get(id ?? '');
    if (!client || client.secret !== secret)
      return rejection(
        'unauthorized_client',
        'Invalid client or Invalid client credentials',
        invalidClientStatus,
      );
    if (type === 'client_credentials') {
      if (client.secret === undefined)
        return rejection('unauthorized_client', 'Public client not allowed to retrieve service account');
      const { refresh: _, ...granted } = tokens.start(callerOf(client), client.id, false, now);
      return jsonResponse(200, { ...tokenBody(granted, now), refresh_expires_in: 0 });
    }
    if (type !== 'refresh_token') return rejection('unsupported_grant_type', 'Unsupported grant_type');
    const refresh = form.get('refresh_token');
    if (refresh === null) return rejection('invalid_request', 'No refresh token');
    const renewed = tokens.renew(refresh, client.id, now);
    if (!renewed) return rejection('invalid_grant', 'Token is not active');
    return jsonResponse(200, { ...tokenBody(renewed, now), refresh_token: renewed.refresh });
  }
}

const rejection = (error: string, error_description: string, status = 400): EmulatedResponse =>
  jsonResponse(status, { error, error_description });

/** A client names itself in the form, or with Basic; then both parts are form-encoded first. */
function credentials(
  authorization: string | undefined,
  form: URLSearchParams,
): { readonly id: string | undefined; readonly secret: string | undefined } {
  const [, basic] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? '') ?? [];
  if (basic === undefined)
    return { id: form.get('client_id') ?? undefined, secret: form.get('client_secret') ?? undefined };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
  const plain = (text: string): string => new URLSearchParams(`v=${text}`).get('v') ?? '';
  return { id: plain(id), secret: plain(secret) };
}

function tokenBody({ access, expiresAt, refreshExpiresAt }: Omit<Grant, 'refresh'>, now: number) {
  const left = (at: number): number => (Number.isFinite(at) ? Math.floor((at - now) / 1000) : 0);
  return {
    access_token: access,
    expires_in: left(expiresAt),
    // 0 for an offline token, which does not expire by itself.
    refresh_expires_in: left(refreshExpiresAt),
    token_type: 'Bearer',
    'not-before-policy': 0,
    scope: 'openid profile email',
  };
}

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/protocol/openid-connect/auth`,
  token_endpoint: `${issuer}/protocol/openid-connect/token`,
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  code_challenge_methods_supported: ['S256'],
});

const DEFAULT_CLIENTS: z.output<typeof options>['clients'] = [
  { id: CLIENT_ID, secret: CLIENT_SECRET, userId: USER_ID },
];
