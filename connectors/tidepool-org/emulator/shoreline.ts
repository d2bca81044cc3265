import { type EmulatedRequest, type EmulatedResponse, jsonResponse } from '@airbyte-ts/cdk/emulator';
import type { Accounts, User } from './accounts.ts';
import type { LookupFailures } from './lookup-failures.ts';
import { oneOf } from './text.ts';
import { refreshPart, sessionToken, type Tokens } from './tokens.ts';

export const TOKEN_HEADER = 'x-tidepool-session-token';
/** User-Agents whose logins get tokens that are valid for a month (shoreline, user/api.go). */
const LONG_LIVED = /^(Tidepool|axios|okhttp|Loop)\//;

/** Logins and users: the service "shoreline". Undefined for a path that its gateway does not route. */
export function shoreline(accounts: Accounts, tokens: Tokens, lookupFailures: LookupFailures) {
  return (request: EmulatedRequest): EmulatedResponse | undefined => {
    const { method, path, headers, wallAt: now } = request;
    const token = oneOf(headers[TOKEN_HEADER]);
    if (path === '/auth/login' && method === 'POST') return login(request);
    if (path === '/auth/login' && method === 'GET') return renew(token, now);
    if (path === '/auth/logout' && method === 'POST') {
      if (token !== undefined && refreshPart(token) !== undefined) tokens.revoke(token);
      return { status: 200 };
    }
    const [, id] = /^\/auth\/user(?:\/([^/]+))?$/.exec(path) ?? [];
    return method === 'GET' && path.startsWith('/auth/user') ? user(token, id, now) : undefined;
  };

  function login({ headers, wallAt: now }: EmulatedRequest): EmulatedResponse {
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(headers.authorization ?? '') ?? [];
    const [, username = '', password = ''] = /^([^:]*):(.*)$/s.exec(decoded(encoded)) ?? [];
    if (username === '' || password === '') return failure(400, 'Missing id and/or password');
    const found = accounts.byName(username);
    // A Keycloak that does not respond looks like a wrong password.
    if (lookupFailures.fails('login') || !found || found.brokered || found.password !== password)
      return failure(401, 'No user matched the given details');
    if (!found.verified) return failure(403, "The user hasn't verified this account yet");
    const long = LONG_LIVED.test(headers['user-agent'] ?? '');
    const caller = { kind: 'user', userId: found.id } as const;
    const grant = tokens.start(caller, long ? 'shoreline_lt' : 'shoreline', long, now);
    return jsonResponse(200, shown(found), { [TOKEN_HEADER]: sessionToken(grant) });
  }

  function renew(token: string | undefined, now: number): EmulatedResponse {
    const refresh = refreshPart(token ?? '');
    const grant = refresh === undefined ? undefined : tokens.renew(refresh, undefined, now);
    if (!grant) return failure(401, `No ${TOKEN_HEADER} was found`);
    const body = {
      isserver: grant.caller.kind === 'service',
      userid: grant.caller.kind === 'user' ? grant.caller.userId : '',
      expires_at: Math.floor(grant.expiresAt / 1000),
    };
    return jsonResponse(200, body, { [TOKEN_HEADER]: sessionToken(grant) });
  }

  function user(token: string | undefined, id: string | undefined, now: number): EmulatedResponse {
    const caller = tokens.caller(token, now);
    const wanted = id ?? (caller?.kind === 'user' ? caller.userId : undefined);
    const allowed = caller && wanted !== undefined && accounts.may(caller, wanted, 'root', 'custodian');
    // Never 403, for any reason.
    if (!allowed) return failure(401, 'Not authorized for requested operation');
    const found = accounts.byId(wanted);
    return found ? jsonResponse(200, shown(found)) : failure(404, 'User not found');
  }
}

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

const failure = (code: number, reason: string): EmulatedResponse => jsonResponse(code, { code, reason });

const shown = ({ id, username, verified }: User) => ({
  userid: id,
  username,
  emails: [username],
  emailVerified: verified,
});
