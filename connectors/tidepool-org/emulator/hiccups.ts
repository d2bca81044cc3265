/** Services that look up tokens. */
export type TokenCheck = 'login' | 'data' | 'metrics';

/** Requests at which the look-up of a valid token fails, as during a short outage of the service behind it. */
export interface Hiccups {
  /** Makes the next look-ups fail. */
  next(check: TokenCheck, times: number): void;
  /** Tells whether the look-up fails this time; each call counts. */
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
