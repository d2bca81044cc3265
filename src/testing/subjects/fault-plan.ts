import type { FaultPlanInput } from '../../emulator/faults.ts';
import type { ProviderFault } from '../subject.ts';

/** Selects requests of a provider. */
export interface PathMatch {
  /** HTTP method; every method by default. */
  readonly method?: string;
  /** A prefix of the path, or a regular expression; both without the query. */
  readonly path:
    | string
    | {
        /** The regular expression. */
        readonly regexp: string;
      };
}

/** Selects requests that deliver records. */
export interface DeliveryMatch extends PathMatch {
  /**
   * Requests that sign in, such as for a token; none by default. No status fault is applied to them: how a connector repeats a
   * request that must not be sent twice (`idempotent: 'when-rejected'`) is not what the cases are about.
   */
  readonly login?: PathMatch;
}

/**
 * Converts a fault of the suite to a plan of the emulators.
 *
 * @example
 * fault: (fault) => emulator.faults.set(faultPlanOf(fault, { path: '/events', login: { path: '/oauth/token' } })),
 */
export function faultPlanOf(fault: ProviderFault, { login, ...match }: DeliveryMatch): FaultPlanInput {
  const deliveries = { match };
  switch (fault.kind) {
    case 'none':
      return [];
    case 'hang':
      return [{ action: { type: 'hang' } }];
    case 'slow':
      return fault.times === undefined
        ? [{ action: { type: 'slow', ms: fault.ms } }]
        : [{ ...deliveries, times: fault.times, action: { type: 'slow', ms: fault.ms } }];
    case 'reset':
      return [{ ...deliveries, times: fault.times, action: { type: 'reset', when: fault.when ?? 'after' } }];
    case 'status': {
      const { status, times, after, retryAfter, echo } = fault;
      const reject = {
        ...(times !== undefined && { times }),
        action: {
          type: 'status',
          status,
          ...(retryAfter !== undefined && { retryAfter }),
          ...(echo && { body: { type: 'echo' } as const }),
        },
      } as const;
      // The first matching fault is applied: requests that sign in, and some deliveries, succeed.
      if (after === undefined)
        return [...(login ? [{ match: login, action: { type: 'slow', ms: 0 } } as const] : []), reject];
      return [
        { ...deliveries, times: after, action: { type: 'slow', ms: 0 } },
        { ...deliveries, ...reject },
      ];
    }
  }
}
