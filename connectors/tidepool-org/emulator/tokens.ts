import { z } from 'zod';
import { type Caller, USER_ID } from './accounts.ts';
import { jwt } from './jwt.ts';

/** A bare access token of `USER_ID` that does not expire, and one of a service. */
export const SESSION_TOKEN = 'emulator-session-token';
export const SERVICE_TOKEN = 'emulator-service-token';
export const CLIENT_ID = 'emulator-client';
export const CLIENT_SECRET = 'emulator-client-secret';
/** An offline token that `USER_ID` granted to `CLIENT_ID`. */
export const REFRESH_TOKEN = 'emulator-refresh-token';

const seconds = z.number().positive();
const subject = { userId: z.string().optional(), service: z.literal(true).optional() };

export const tokenOptions = {
  tokens: z
    .array(z.strictObject({ token: z.string(), ...subject, expiresAfterSeconds: seconds.optional() }))
    .default([])
    .describe('Accepted access tokens in addition to the default ones, of a user or of a service.'),
  refreshTokens: z
    .array(z.strictObject({ token: z.string(), ...subject, client: z.string() }))
    .default([])
    .describe('Refresh tokens of users or services that a client holds.'),
  clients: z
    .array(z.strictObject({ id: z.string(), secret: z.string().optional(), ...subject }))
    .default([])
    .describe('OAuth clients; one without a secret is public and has no service account.'),
  lifetimes: z
    .strictObject({
      accessSeconds: seconds.default(720),
      /** Lifetime of logins with the User-Agent of Tidepool's apps, axios or okhttp. */
      longAccessSeconds: seconds.default(2_592_000),
      idleSeconds: seconds.default(28_800),
      sessionSeconds: seconds.default(86_400),
      longSessionSeconds: seconds.default(355 * 86_400),
    })
    .prefault({})
    .describe('As in the realm that developers use; production may differ.'),
  rotatesRefreshTokens: z
    .boolean()
    .default(false)
    .describe('Whether a refresh token is invalid after its first use.'),
};

const options = z.object(tokenOptions);

/** Result of a login or grant. */
export interface Grant {
  readonly caller: Caller;
  readonly access: string;
  readonly refresh: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly refreshExpiresAt: number;
}

export interface Tokens {
  /** Returns the current owner of a token; undefined when it is unknown, expired or revoked. */
  caller(token: string | undefined, now: number): Caller | undefined;
  start(caller: Caller, client: string, long: boolean, now: number): Grant;
  /** Returns a new pair for a refresh token; undefined when it is invalid or was granted to another client. */
  renew(refresh: string, client: string | undefined, now: number): Grant | undefined;
  /** Ends the token and its session. */
  revoke(token: string): void;
  /** Expires all current access tokens; refresh tokens stay valid. */
  expireAccess(): void;
}

interface Session {
  readonly caller: Caller;
  readonly client: string;
  readonly accessMs: number;
  readonly idleMs: number;
  readonly endsAt: number;
  usedAt: number;
  ended: boolean;
}

interface Access {
  readonly caller: Caller;
  readonly session?: Session;
  /** Lifetime of configured tokens, from their first use. */
  readonly lifeMs?: number;
  expiresAt?: number;
}

/** The refresh half of a token in shoreline's form: `kc:<access>:<refresh>`. */
export const refreshPart = (token: string): string | undefined => /^kc:[^:]+:([^:]+)$/.exec(token)?.[1];

const accessPart = (token: string): string => /^kc:([^:]+):[^:]+$/.exec(token)?.[1] ?? token;

export const sessionToken = ({ access, refresh }: Grant): string => `kc:${access}:${refresh}`;

export function tokens(input: z.output<typeof options>): Tokens {
  const { lifetimes, rotatesRefreshTokens } = input;
  const accesses = new Map<string, Access>();
  const refreshes = new Map<string, Session>();

  const session = (caller: Caller, client: string, long: boolean, now: number): Session => ({
    ...{ caller, client, usedAt: now, ended: false },
    accessMs: (long ? lifetimes.longAccessSeconds : lifetimes.accessSeconds) * 1000,
    idleMs: (long ? lifetimes.longSessionSeconds : lifetimes.idleSeconds) * 1000,
    endsAt: now + (long ? lifetimes.longSessionSeconds : lifetimes.sessionSeconds) * 1000,
  });

  const grant = (of: Session, now: number): Grant => {
    of.usedAt = now;
    const subject = of.caller.kind === 'user' ? of.caller.userId : 'service';
    const refreshExpiresAt = Math.min(now + of.idleMs, of.endsAt);
    const expiresAt = Math.min(now + of.accessMs, of.endsAt);
    const access = jwt('Bearer', now, expiresAt, subject);
    const refresh = jwt('Refresh', now, Math.min(refreshExpiresAt, now + 10 ** 11), subject);
    accesses.set(access, { caller: of.caller, session: of, expiresAt });
    refreshes.set(refresh, of);
    return { caller: of.caller, access, refresh, expiresAt, refreshExpiresAt };
  };

  for (const { token, expiresAfterSeconds: life, ...who } of [...DEFAULT_TOKENS, ...input.tokens]) {
    accesses.set(token, { caller: callerOf(who), ...(life !== undefined && { lifeMs: life * 1000 }) });
  }
  for (const { token, client, ...who } of [...DEFAULT_REFRESH_TOKENS, ...input.refreshTokens]) {
    const forEver = { usedAt: 0, idleMs: Number.POSITIVE_INFINITY, endsAt: Number.POSITIVE_INFINITY };
    const accessMs = lifetimes.accessSeconds * 1000;
    refreshes.set(token, { caller: callerOf(who), client, accessMs, ...forEver, ended: false });
  }

  return {
    caller(token, now) {
      const known =
        token === undefined ? undefined : (accesses.get(token) ?? accesses.get(accessPart(token)));
      if (!known || known.session?.ended) return undefined;
      if (known.lifeMs !== undefined) known.expiresAt ??= now + known.lifeMs;
      return now < (known.expiresAt ?? Number.POSITIVE_INFINITY) ? known.caller : undefined;
    },
    start: (caller, client, long, now) => grant(session(caller, client, long, now), now),
    renew(refresh, client, now) {
      const found = refreshes.get(refresh);
      if (!found || found.ended || now >= Math.min(found.usedAt + found.idleMs, found.endsAt))
        return undefined;
      if (client !== undefined && client !== found.client) return undefined;
      if (rotatesRefreshTokens) refreshes.delete(refresh);
      return grant(found, now);
    },
    revoke(token) {
      const access = accesses.get(token) ? token : accessPart(token);
      const of = accesses.get(access)?.session ?? refreshes.get(refreshPart(token) ?? token);
      if (of) of.ended = true;
      accesses.delete(access);
    },
    expireAccess() {
      for (const access of accesses.values()) access.expiresAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Owner of a token or client of the options. @throws Error when that is neither a user nor a service. */
export function callerOf({
  userId,
  service,
}: {
  userId?: string | undefined;
  service?: true | undefined;
}): Caller {
  if (service) return { kind: 'service' };
  if (userId === undefined) throw new Error('A token or client needs a userId, or service: true.');
  return { kind: 'user', userId };
}

const DEFAULT_TOKENS: z.output<typeof options>['tokens'] = [
  { token: SESSION_TOKEN, userId: USER_ID },
  { token: SERVICE_TOKEN, service: true },
];
const DEFAULT_REFRESH_TOKENS: z.output<typeof options>['refreshTokens'] = [
  { token: REFRESH_TOKEN, userId: USER_ID, client: CLIENT_ID },
];
