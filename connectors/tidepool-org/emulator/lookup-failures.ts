/** Services that look up tokens. */
export type TokenCheck = 'login' | 'data' | 'metrics';

/** Requests at which the lookup of a valid token fails, as during a short outage of the service behind it. */
export interface LookupFailures {
  /** Makes the next lookups fail. */
  failNext(check: TokenCheck, times: number): void;
  /** Returns whether the lookup fails this time; each call counts. */
  fails(check: TokenCheck): boolean;
}

export function lookupFailures(): LookupFailures {
  const left = new Map<TokenCheck, number>();
  return {
    failNext(check, times) {
      left.set(check, times);
    },
    fails(check) {
      const times = left.get(check) ?? 0;
      if (times > 0) left.set(check, times - 1);
      return times > 0;
    },
  };
}
