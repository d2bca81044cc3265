/** Where a token is looked up. */
export type TokenCheck = 'login' | 'data' | 'metrics';

/** Requests at which the look-up of a good token fails, as when the service behind it is down for a moment. */
export interface Hiccups {
  /** The next so many look-ups fail. */
  next(check: TokenCheck, times: number): void;
  /** Whether it fails this time; each call counts. */
  strikes(check: TokenCheck): boolean;
}

export function hiccups(): Hiccups {
  const left = new Map<TokenCheck, number>();
  return {
    next(check, times) {
      left.set(check, times);
    },
    strikes(check) {
      const times = left.get(check) ?? 0;
      if (times > 0) left.set(check, times - 1);
      return times > 0;
    },
  };
}
