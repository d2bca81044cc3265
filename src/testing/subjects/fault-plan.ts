import type { FaultPlanInput } from '../../emulator/faults.ts';
import type { ProviderFault } from '../subject.ts';

/** Selects requests that deliver records. */
export interface DeliveryMatch {
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

/**
 * Converts a fault of the suite to a plan of the emulators.
 *
 * @example
 * fault: (fault) => emulator.faults.set(faultPlanOf(fault, { method: 'POST', path: '/events' })),
 */
export function faultPlanOf(fault: ProviderFault, match: DeliveryMatch): FaultPlanInput {
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
      if (after === undefined) return [reject];
      // The first matching fault is applied: some deliveries succeed before the rejections.
      return [
        { ...deliveries, times: after, action: { type: 'slow', ms: 0 } },
        { ...deliveries, ...reject },
      ];
    }
  }
}
