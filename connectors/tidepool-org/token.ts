import {
  ConnectorError,
  type Context,
  type Http,
  isObject,
  type RawResponse,
  type Token,
} from '@airbyte-ts/cdk';

/** The only header for tokens that all of Tidepool's services accept. */
export const TOKEN_HEADER = 'x-tidepool-session-token';

/** Documented as "valid for up to 10 minutes"; used if a token does not contain its lifetime. */
const USUAL_LIFETIME_MS = 10 * 60_000;

/** `kc:<access token>:<refresh token>`: only such a token can be renewed at the API (shoreline, keycloak/token.go). */
export const isRenewable = (token: string): boolean => token.startsWith('kc:');

/** Creates a token, and registers its parts as secrets. */
export function tokenOf(value: string, context: Context, lifetimeMs = lifetimeOf(value)): Token {
  for (const secret of [value, ...value.split(':').slice(1)]) context.maskSecret(secret);
  return { value, ...(lifetimeMs !== undefined && { lifetimeMs }) };
}

/** The lifetime of a token, from issue to expiry, in milliseconds, as its access part states. */
function lifetimeOf(value: string): number | undefined {
  const access = isRenewable(value) ? value.split(':')[1]! : value;
  try {
    const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as Claims;
    if (Number.isFinite(claims.exp) && Number.isFinite(claims.iat)) return (claims.exp - claims.iat) * 1000;
  } catch {
    // Not a JWT: the lifetime is unknown.
  }
  return isRenewable(value) ? USUAL_LIFETIME_MS : undefined;
}

interface Claims {
  readonly exp: number;
  readonly iat: number;
}

/** A token that a login or a renewal returned. */
export interface IssuedToken {
  readonly value: string;
  /** Whether it belongs to a server; undefined if the body does not say so, which only that of a renewal does. */
  readonly isServer: boolean | undefined;
}

/** Sends a login request, which is retried after transient errors, and returns the token of the response. */
export async function tokenFrom(
  http: Http,
  method: 'GET' | 'POST',
  headers: Readonly<Record<string, string>>,
): Promise<IssuedToken> {
  const response = await http.request({
    method,
    path: '/auth/login',
    headers,
    idempotent: true,
    carriesRecords: false,
  });
  const token = response.headers[TOKEN_HEADER];
  if (typeof token === 'string' && token !== '') return { value: token, isServer: isServerIn(response.data) };
  throw new ConnectorError(
    'transient',
    `Tidepool responded to a login without a token. Check Environment (environment) or Base URL (base_url). (${method} /auth/login: status ${response.status}${response.data.trim() === '' ? ', an empty body' : ''}.)`,
    {
      code: 'ERR_NO_TOKEN',
      detail: `${method} /auth/login: status ${response.status}, no ${TOKEN_HEADER}`,
    },
  );
}

function isServerIn(body: string): boolean | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) && typeof value.isserver === 'boolean' ? value.isserver : undefined;
  } catch {
    return undefined;
  }
}

/** Classifies rejected logins; undefined leaves other statuses to the default classification. */
export function loginRejectionError(response: RawResponse): ConnectorError | undefined {
  const { status } = response;
  if (status === 400 || status === 401)
    return new ConnectorError(
      'auth',
      'Tidepool rejects User Name (credentials.username) and Password (credentials.password). Check both; an account that signs in through another provider needs Client Credentials as Credentials (credentials).',
      { code: 'ERR_LOGIN_REJECTED', status },
    );
  if (status === 403)
    return new ConnectorError(
      'auth',
      "The Tidepool account's e-mail address is not verified yet. Follow the link in the message that Tidepool sent to it, then try again.",
      { code: 'ERR_ACCOUNT_NOT_VERIFIED', status },
    );
  return undefined;
}
