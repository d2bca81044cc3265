import type { ProviderFault } from '../subject.ts';

/** Effects of a fault on one request; an infinite wait is a request without a response. */
interface Effects {
  readonly waitMs: number;
  readonly rejection?: Extract<ProviderFault, { kind: 'status' }>;
  /** The connection breaks instead of a response, before or after the request was applied. */
  readonly breaks?: 'before' | 'after';
}

/** What a request is for; both are false for most others. */
interface Purpose {
  readonly delivers: boolean;
  readonly signsIn: boolean;
}

/** A fault that counts how often it was applied. */
export interface FaultState {
  next(purpose: Purpose): Effects;
}

export function faultState(fault: ProviderFault): FaultState {
  let left = ('times' in fault ? fault.times : undefined) ?? Number.POSITIVE_INFINITY;
  let passing = fault.kind === 'status' ? (fault.after ?? 0) : 0;

  /** `everything`: also counts requests that deliver no records. */
  const applies = (delivers: boolean, everything: boolean): boolean => {
    if (!everything && !delivers) return false;
    if (passing > 0) {
      passing--;
      return false;
    }
    return left-- > 0;
  };

  return {
    next({ delivers, signsIn }) {
      const nothing = { waitMs: 0 };
      switch (fault.kind) {
        case 'none':
          return nothing;
        case 'hang':
          return { waitMs: Number.POSITIVE_INFINITY };
        case 'slow':
          return applies(delivers, fault.times === undefined) ? { ...nothing, waitMs: fault.ms } : nothing;
        case 'reset':
          return applies(delivers, false) ? { ...nothing, breaks: fault.when ?? 'after' } : nothing;
        case 'status':
          return !signsIn && applies(delivers, fault.after === undefined)
            ? { ...nothing, rejection: fault }
            : nothing;
      }
    },
  };
}
