import type { Clock } from '../../clock.ts';
import type { Credentials } from '../../define/http.ts';

/** A token of a provider, with the headers that carry it. */
export interface Token {
  readonly value: string;
  /** How long it is good for from now, in milliseconds; unknown when absent. */
  readonly lifetimeMs?: number;
}

export interface TokenOptions {
  readonly clock: Clock;
  /** Gets a token: the first one without `previous`, a later one in its place. Throws what makes it impossible. */
  readonly obtain: (previous: string | undefined) => Promise<Token>;
  readonly headers: (token: string) => Readonly<Record<string, string>>;
}

/** A token is renewed when this share of its life is over, and where that fails after a further share. */
const RENEWED_AT = 0.5;
const RENEWED_AGAIN_AFTER = 0.1;

/** Credentials made of tokens that end. Whoever needs a new one waits for the same renewal. */
export interface TokenCredentials extends Credentials {
  /** The token at present; undefined before the first one was got. */
  readonly current: string | undefined;
}

export function tokenCredentials({ clock, obtain, headers }: TokenOptions): TokenCredentials {
  let held:
    | { readonly token: Token; readonly headers: Readonly<Record<string, string>>; readonly at: number }
    | undefined;
  let renewal: Promise<void> | undefined;
  let renewedFrom = RENEWED_AT;

  const renew = (): Promise<void> => {
    renewal ??= obtain(held?.token.value)
      .then((token) => {
        held = { token, headers: headers(token.value), at: clock.monotonic() };
        renewedFrom = RENEWED_AT;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  };
  /** The share of the token's life that is over. */
  const age = (): number => {
    if (!held) return Number.POSITIVE_INFINITY;
    const { lifetimeMs } = held.token;
    return lifetimeMs === undefined ? 0 : (clock.monotonic() - held.at) / lifetimeMs;
  };

  /**
   * Nobody waits for it, since the token at hand still is good: whoever gives tokens may be away for long. One that failed is not
   * tried again with every request: wrong passwords in quick succession get accounts locked.
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
      else renewEarly();
      return held!.headers;
    },
    async renew(refused) {
      if (held && held.headers !== refused) return;
      await renew();
    },
  };
}
