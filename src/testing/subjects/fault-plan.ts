import type { FaultPlanInput } from '../../emulator/faults.ts';
import type { ProviderFault } from '../subject.ts';

/** Converts a fault of the suite to a plan of the emulators. `match` selects requests that deliver records. */
type Match = { readonly method?: string; readonly path: string | { readonly regexp: string } };

export function faultPlanOf(fault: ProviderFault, match: Match): FaultPlanInput {
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
      const refuse = {
        ...(times !== undefined && { times }),
        action: {
          type: 'status',
          status,
          ...(retryAfter !== undefined && { retryAfter }),
          ...(echo && { body: { type: 'echo' } as const }),
        },
      } as const;
      if (after === undefined) return [refuse];
      // The first matching fault is applied: some deliveries succeed before the rejections.
      return [
        { ...deliveries, times: after, action: { type: 'slow', ms: 0 } },
        { ...deliveries, ...refuse },
      ];
    }
  }
}
