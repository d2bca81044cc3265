import type { Clock } from '../../clock.ts';
import type { Credentials } from '../../define/http.ts';
import { RefreshToken } from './refresh-token.ts';

/** A token of a provider, with the headers that carry it. */
export interface Token {
  /** The token as the provider issued it. It is not masked by itself: see `Context.maskSecret`. */
  readonly value: string;
  /** Lifetime from now, in milliseconds; unknown if absent. */
  readonly lifetimeMs?: number;
  /** The refresh token for the next renewal; absent if the previous one stays valid. */
  readonly refreshToken?: string | undefined;
}

/**
 * How tokens are obtained and sent. `Stored` is the type of `refreshToken`: if it is `string`, `obtain` always gets a refresh
 * token.
 */
export interface TokenOptions<Stored extends string | undefined = string | undefined> {
  /** Measures the lifetime of tokens: `Context.clock`. */
  readonly clock: Clock;
  /** Obtains a token: the first one without `previous`, later ones to replace it. Throws if it can't. */
  readonly obtain: (
    previous: string | undefined,
    refreshToken: Stored extends string ? string : string | undefined,
  ) => Promise<Token>;
  /** Returns the headers that carry a token. */
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  /** The refresh token of the configuration: `obtain` gets it, and later the one that replaced it. */
  readonly refreshToken?: Stored;
  /**
   * Stores a refresh token that replaces another (`Context.updateConfig`). Called before the new token is used; an error of it is
   * an error of the requests that wait for the token.
   */
  readonly publish?: (refreshToken: string) => Promise<void>;
}

/** Share of its lifetime after which a token is renewed. A failed renewal is retried after a further share. */
const RENEWED_AT = 0.5;
const RENEWED_AGAIN_AFTER = 0.1;

/** Credentials from tokens that expire. Concurrent requests that need a new token share one renewal. */
export interface TokenCredentials extends Credentials {
  /** The current token; undefined before the first one was obtained. */
  readonly current: string | undefined;
}

/**
 * Returns credentials from tokens that expire. The first request obtains a token. After half of its lifetime it is renewed in the
 * background, and a response 401 renews it at once. Without `lifetimeMs` only a 401 renews it. Errors of `obtain` are errors of
 * the requests that wait for it.
 *
 * @example
 * const credentials = tokenCredentials({
 *   clock: context.clock,
 *   obtain: async () => {
 *     // `login` sends a request through a client without these credentials. A rejection of it is an error of the credentials.
 *     const { access_token, expires_in } = await login();
 *     context.maskSecret(access_token);
 *     return { value: access_token, lifetimeMs: expires_in * 1_000 };
 *   },
 *   headers: (token) => ({ authorization: `Bearer ${token}` }),
 * });
 */
export function tokenCredentials<Stored extends string | undefined = string | undefined>(
  options: TokenOptions<Stored>,
): TokenCredentials {
  const { clock, headers, publish } = options;
  // A refresh token that is given at first is only ever replaced by another.
  const obtain = options.obtain as TokenOptions['obtain'];
  const refreshToken = new RefreshToken(options.refreshToken, publish);
  let held:
    | { readonly token: Token; readonly headers: Readonly<Record<string, string>>; readonly at: number }
    | undefined;
  let renewal: Promise<void> | undefined;
  let renewedFrom = RENEWED_AT;

  const renew = (): Promise<void> => {
    renewal ??= refreshToken
      .use((current) => obtain(held?.token.value, current))
      .then(async (token) => {
        await refreshToken.replace(token.refreshToken);
        held = { token, headers: headers(token.value), at: clock.monotonic() };
        renewedFrom = RENEWED_AT;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  };
  /** Returns the share of the token's lifetime that has passed. */
  const age = (): number => {
    if (!held) return Number.POSITIVE_INFINITY;
    const { lifetimeMs } = held.token;
    return lifetimeMs === undefined ? 0 : (clock.monotonic() - held.at) / lifetimeMs;
  };

  /**
   * Renews in the background, since the current token is still valid and the provider's token service may be down for long. A
   * failed renewal is not retried with every request: providers lock accounts after several wrong passwords in quick succession.
   */
  const renewEarly = (): void => {
    if (renewal || age() < renewedFrom) return;
    renew().catch(() => {
      renewedFrom = age() + RENEWED_AGAIN_AFTER;
    });
  };

  return {
    get current() {
      return held?.token.value;
    },
    async headers() {
      if (age() >= 1) await renew();
      // A renewal in the background may have failed to publish its refresh token.
      else if (publish && !renewal) await refreshToken.publishNew();
      renewEarly();
      return held!.headers;
    },
    async renew(rejected) {
      if (held && held.headers !== rejected) return;
      await renew();
    },
    async idle() {
      await renewal?.catch(() => undefined);
      await refreshToken.publishNew();
    },
  };
}
