import {
  ConnectorError,
  type Context,
  type Http,
  type HttpOptions,
  type TokenCredentials,
  tokenCredentials,
} from '@airbyte-ts/cdk';
import { z } from 'zod';
import { clientCredentials } from './client-credentials.ts';
import {
  type IssuedToken,
  isRenewable,
  loginRejectionError,
  TOKEN_HEADER,
  tokenFrom,
  tokenOf,
} from './token.ts';

/** The credentials in a configuration. */
export type SignIn =
  | { readonly auth_type: 'session_token'; readonly session_token: string }
  | { readonly auth_type: 'password'; readonly username: string; readonly password: string }
  | { readonly auth_type: 'client_credentials'; readonly client_id: string; readonly client_secret: string };

/** A session of a Tidepool account. It signs in with the first request that needs a token. */
export interface Session {
  readonly credentials: TokenCredentials;
  /**
   * Returns whether the token belongs to a server; undefined if Tidepool does not say so, which it does only when it renews a
   * token. A renewal stays in the session of the token, neither starts nor ends one, and the access token stays valid. A token
   * that can't be renewed is not sent. Throws an `auth` error if the renewal of a configured token is rejected.
   */
  isServer(): Promise<boolean | undefined>;
  /** Signs out if the connector signed in with a password. */
  end(): Promise<void>;
}

/**
 * Creates a session at the API. Sends nothing before a request needs its token. The user agent stays that of the CDK: to clients
 * with certain names (`axios/…`, `Tidepool/…`; shoreline, user/api.go) Tidepool issues tokens with a lifetime of a month.
 */
export function openSession(
  signIn: SignIn,
  address: Pick<HttpOptions, 'baseUrl' | 'settings'>,
  context: Context,
): Session {
  // Masks the parts of the token, also in responses to requests without it.
  if (signIn.auth_type === 'session_token') tokenOf(signIn.session_token, context);
  const http = context.http({
    ...address,
    ...(signIn.auth_type === 'password' && { classify: loginRejectionError }),
  });
  let lastRenewal: IssuedToken | undefined;
  const renew = async (token: string): Promise<string | undefined> => {
    lastRenewal = await renewed(token, http);
    return lastRenewal?.value;
  };
  const credentials = tokenCredentials({
    clock: context.clock,
    obtain: obtaining(signIn, http, context, renew),
    headers: (token) => ({ [TOKEN_HEADER]: token }),
  });
  return {
    credentials,
    async isServer() {
      const headers = await credentials.headers();
      if (credentials.current === undefined || !isRenewable(credentials.current)) return undefined;
      // As a renewal of the credentials, so that `end` signs out with the newest token.
      await credentials.renew(headers);
      // A rejected renewal of a password's session is followed by a new login.
      if (lastRenewal === undefined && signIn.auth_type === 'session_token')
        throw tokenRejectionError(signIn);
      return lastRenewal?.isServer;
    },
    async end() {
      const token = credentials.current;
      // A configured token may be in use elsewhere, and a service account has no session.
      if (signIn.auth_type !== 'password' || token === undefined) return;
      await http.request({ method: 'POST', path: '/auth/logout', headers: { [TOKEN_HEADER]: token } });
    },
  };
}

function obtaining(
  signIn: SignIn,
  http: Http,
  context: Context,
  renew: (token: string) => Promise<string | undefined>,
): Parameters<typeof tokenCredentials>[0]['obtain'] {
  switch (signIn.auth_type) {
    case 'client_credentials': {
      const { client_id, client_secret } = signIn;
      return clientCredentials(http, { client_id, client_secret }, context);
    }
    case 'password': {
      const basic = `Basic ${Buffer.from(`${signIn.username}:${signIn.password}`).toString('base64')}`;
      const logIn = async () => (await tokenFrom(http, 'POST', { authorization: basic })).value;
      return async (previous) => {
        const token = previous === undefined ? undefined : await renew(previous);
        const pauses = previous === undefined ? FIRST_PAUSES_MS : LATER_PAUSES_MS;
        return tokenOf(token ?? (await patiently(logIn, pauses, context)), context);
      };
    }
    case 'session_token':
      return async (previous) => {
        if (previous === undefined) return tokenOf(signIn.session_token, context);
        const renewal = await renew(previous);
        const token = tokenOf(renewal ?? previous, context);
        // The renewal may have used up the stored token.
        if (renewal !== undefined) await context.updateConfig({ credentials: { session_token: renewal } });
        return token;
      };
  }
}

/** Renews a token; undefined if it has expired or can't be renewed. */
async function renewed(token: string, http: Http): Promise<IssuedToken | undefined> {
  if (!isRenewable(token)) return undefined;
  try {
    return await tokenFrom(http, 'GET', { [TOKEN_HEADER]: token });
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'auth') return undefined;
    throw error;
  }
}

/** Pauses between attempts of the first login, short because a user who mistyped a password waits for the response. */
const FIRST_PAUSES_MS = [500, 2_000];
/** Pauses between attempts of later logins, longer because the credentials were valid before. */
const LATER_PAUSES_MS = [...FIRST_PAUSES_MS, 8_000, 30_000, 60_000];

/**
 * Repeats a rejected login, because Tidepool also rejects logins while its identity provider is unavailable. If the pause is
 * ended, as by the deadline of a check, the rejection is the error: Tidepool did respond.
 */
async function patiently(
  logIn: () => Promise<string>,
  pauses: readonly number[],
  { clock, signal }: Context,
): Promise<string> {
  for (const pause of pauses) {
    try {
      return await logIn();
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'auth' || error.status !== 401) throw error;
      await clock.sleep(pause, signal).catch(() => {
        throw error;
      });
    }
  }
  return logIn();
}

const account = z.object({ userid: z.string().min(1) });

/** Returns the id of the account of the token. Throws an `auth` error if the token is not valid. */
export async function whoAmI(http: Http): Promise<string> {
  const { data } = await http.request({
    method: 'GET',
    path: '/auth/user',
    idempotent: true,
    responseSchema: account,
  });
  return data.userid;
}

/** The error for a rejected token, with advice for the type of credentials. */
export function tokenRejectionError(signIn: SignIn): ConnectorError {
  const advice = {
    session_token:
      'It has expired or is incomplete: create a new one and enter it as Session Token (credentials.session_token), or choose other Credentials (credentials), which the connector renews.',
    password:
      'The session was ended elsewhere, or the account was closed. Check the account, then try again.',
    client_credentials: 'Ask Tidepool whether the client is still registered.',
  }[signIn.auth_type];
  return new ConnectorError('auth', `Tidepool does not accept the token. ${advice}`, {
    code: 'ERR_TOKEN_REJECTED',
  });
}
