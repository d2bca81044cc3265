import type { ProviderFault } from '../subject.ts';

/** What a fault does to one request; a wait without end is a request that is never answered. */
interface Effects {
  readonly waitMs: number;
  readonly refuses?: Extract<ProviderFault, { kind: 'status' }>;
  /** It is carried out, and then the connection breaks. */
  readonly breaks: boolean;
}

/** A fault with its memory of how often it has struck. */
export interface FaultState {
  next(delivers: boolean): Effects;
}

export function faultState(fault: ProviderFault): FaultState {
  let left = ('times' in fault ? fault.times : undefined) ?? Number.POSITIVE_INFINITY;
  let passing = fault.kind === 'status' ? (fault.after ?? 0) : 0;

  /** `everything`: requests that deliver nothing count too. */
  const strikes = (delivers: boolean, everything: boolean): boolean => {
    if (!everything && !delivers) return false;
    if (passing > 0) {
      passing--;
      return false;
    }
    return left-- > 0;
  };

  return {
    next(delivers) {
      const nothing = { waitMs: 0, breaks: false };
      switch (fault.kind) {
        case 'none':
          return nothing;
        case 'hang':
          return { waitMs: Number.POSITIVE_INFINITY, breaks: false };
        case 'slow':
          return strikes(delivers, fault.times === undefined) ? { ...nothing, waitMs: fault.ms } : nothing;
        case 'reset':
          return { ...nothing, breaks: strikes(delivers, false) };
        case 'status':
          return strikes(delivers, fault.after === undefined) ? { ...nothing, refuses: fault } : nothing;
      }
    },
  };
}
